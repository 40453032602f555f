//! The logic of `cargo workbook watch`, without its terminal: what a save, a key or the end of a
//! check leads to, and what is to be seen.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::catalog::{Catalog, Exercise};
use crate::check::event::{Event, Verdict};
use crate::terminal::transcript::Transcript;
use crate::terminal::{BOLD, PLACE, WARN, paint};

/// What the keys are, for the last line of the screen.
pub const KEYS: &str = "n next  h hint  l list  r reset  o open  c check  q quit";

/// What is to be done next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Nothing.
    None,
    /// Show the view anew.
    Draw,
    /// Check this exercise.
    Check(Box<Exercise>),
    /// Find the next unsolved exercise and [`Watch::show`] it.
    Next,
    /// Show one more hint, in [`Watch::overlay`].
    Hint,
    /// Show the list, in [`Watch::overlay`].
    List,
    /// Put the exercise back as it was shipped.
    Reset,
    /// Open the learner's file in an editor.
    Open,
    /// Leave.
    Quit,
}

/// The state of a watch.
#[derive(Debug)]
pub struct Watch {
    current: Option<Exercise>,
    checking: Option<Exercise>,
    /// What was saved while another check ran. A later save takes its place.
    queued: Option<Exercise>,
    transcript: Transcript,
    /// What the transcript has told, and of which exercise: after a pass no longer the current one.
    told: String,
    told_of: Option<Exercise>,
    /// How much of it was given out by [`Watch::latest`].
    given: usize,
    /// What a key brought up, shown in place of the transcript until the next one.
    overlay: Option<String>,
    /// Whether `r` was pressed and waits to be confirmed.
    resetting: bool,
}

impl Watch {
    /// A watch that starts at `current`; none if everything is solved.
    pub fn new(current: Option<Exercise>) -> Self {
        Self {
            current,
            checking: None,
            queued: None,
            transcript: Transcript::default(),
            told: String::new(),
            told_of: None,
            given: 0,
            overlay: None,
            resetting: false,
        }
    }

    /// The exercise that keys are about.
    pub fn current(&self) -> Option<&Exercise> {
        self.current.as_ref()
    }

    /// The exercise that is being checked.
    pub fn checking(&self) -> Option<&Exercise> {
        self.checking.as_ref()
    }

    /// Moves to `exercise`. Nothing is left to be checked but what is saved from now on.
    pub fn show(&mut self, exercise: Option<Exercise>) {
        self.current = exercise;
        self.queued = None;
        self.told.clear();
        self.given = 0;
        self.overlay = None;
    }

    /// Shows `text` in place of the transcript.
    pub fn overlay(&mut self, text: String) {
        self.overlay = Some(text);
    }

    /// Files were written. Of several exercises the current one is checked, or else the last.
    pub fn saved(&mut self, paths: &[PathBuf], catalog: &Catalog) -> Action {
        let is_saved = |exercise: &&Exercise| {
            let file = catalog.root.join(exercise.file());
            paths.iter().any(|path| same_file(path, &file))
        };
        let saved: Vec<&Exercise> = catalog.exercises().filter(is_saved).collect();
        let current = self.current.as_ref().map(Exercise::id);
        let chosen = saved
            .iter()
            .find(|it| Some(it.id()) == current)
            .or(saved.last());
        match chosen {
            Some(exercise) => self.check((*exercise).clone()),
            None => Action::None,
        }
    }

    fn check(&mut self, exercise: Exercise) -> Action {
        if self.checking.is_some() {
            self.queued = Some(exercise);
            return Action::None;
        }
        self.transcript = Transcript::default();
        self.told.clear();
        self.given = 0;
        self.overlay = None;
        self.resetting = false;
        self.current = Some(exercise.clone());
        self.told_of = Some(exercise.clone());
        self.checking = Some(exercise.clone());
        Action::Check(Box::new(exercise))
    }

    /// The running check says something.
    pub fn event(&mut self, event: &Event) -> Action {
        let told = self.transcript.tell(event);
        if told.is_empty() {
            return Action::None;
        }
        self.told.push_str(&told);
        Action::Draw
    }

    /// The running check has ended. After a pass the watch moves on to `next`, the first exercise
    /// that is not solved now.
    pub fn ended(&mut self, verdict: Verdict, next: Option<Exercise>) -> Action {
        self.checking = None;
        if let Some(queued) = self.queued.take() {
            return self.check(queued);
        }
        if verdict == Verdict::Passed {
            match &next {
                Some(next) => self.told.push_str(&format!("\n{}", heading("next", next))),
                None => self
                    .told
                    .push_str("\nThat was the last one: every exercise is solved.\n"),
            }
            self.current = next;
        }
        Action::Draw
    }

    /// The running check was ended before its time.
    pub fn canceled(&mut self) {
        self.checking = None;
        self.queued = None;
    }

    /// A key was pressed.
    pub fn key(&mut self, key: char) -> Action {
        let confirmed = std::mem::take(&mut self.resetting);
        if self.current.is_none() && "hro".contains(key) {
            self.overlay("Every exercise is solved: there is none to do that with.\n".to_owned());
            return Action::Draw;
        }
        match key {
            'n' => Action::Next,
            'h' => Action::Hint,
            'l' => Action::List,
            'o' => Action::Open,
            'q' => Action::Quit,
            'c' => self
                .current
                .clone()
                .map_or(Action::None, |it| self.check(it)),
            'y' if confirmed => Action::Reset,
            'r' => {
                self.resetting = true;
                let id = self.current.as_ref().map(Exercise::id).unwrap_or_default();
                self.overlay(format!(
                    "Put {} back as it was shipped? Your version is kept beside it.\n\n\
                     y  yes        any other key  no\n",
                    paint(BOLD, id)
                ));
                Action::Draw
            }
            _ if self.overlay.take().is_some() => Action::Draw,
            _ => Action::None,
        }
    }

    /// What was told since the last call, for where there is no screen to draw.
    pub fn latest(&mut self) -> &str {
        let given = std::mem::replace(&mut self.given, self.told.len());
        &self.told[given..]
    }

    /// What is to be seen above the status.
    pub fn view(&self) -> String {
        let (subject, text) = match &self.overlay {
            Some(overlay) => (&self.current, overlay.as_str()),
            None if !self.told.is_empty() => (&self.told_of, self.told.as_str()),
            None if self.checking.is_some() => (&self.checking, ""),
            None if self.current.is_some() => (&self.current, "Save the file and it is checked.\n"),
            None => (
                &None,
                "Every exercise is solved. Save one and it is checked again.\n",
            ),
        };
        let heading = subject
            .as_ref()
            .map_or(String::new(), |it| heading("", it) + "\n");
        format!("{heading}{text}\n")
    }

    /// The last line, `elapsed` into the running check.
    pub fn status(&self, elapsed: Duration) -> String {
        const SPINNER: [char; 4] = ['|', '/', '-', '\\'];
        match &self.checking {
            Some(exercise) => {
                let tick = (elapsed.as_millis() / 100) as usize % SPINNER.len();
                let queued = if self.queued.is_some() {
                    ", another save is queued"
                } else {
                    ""
                };
                format!(
                    "{} checking {} {:.1} s{queued}   {KEYS}",
                    SPINNER[tick],
                    exercise.name,
                    elapsed.as_secs_f64()
                )
            }
            None => KEYS.to_owned(),
        }
    }
}

fn heading(before: &str, exercise: &Exercise) -> String {
    let before = if before.is_empty() {
        String::new()
    } else {
        paint(WARN, before) + " "
    };
    let (id, title) = (paint(BOLD, exercise.id()), &exercise.title);
    let file = paint(PLACE, exercise.file().display());
    format!("{before}{id}  {title}\n{file}\n")
}

/// Notifications may name a file by another way to it, as through a symlink.
fn same_file(one: &Path, other: &Path) -> bool {
    one == other
        || one.file_name() == other.file_name()
            && one
                .canonicalize()
                .ok()
                .is_some_and(|one| other.canonicalize().ok() == Some(one))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Chapter, Kind, Unsolved};

    fn exercise(name: &str) -> Exercise {
        Exercise {
            chapter: "ch01-a".to_owned(),
            name: name.to_owned(),
            title: "T".to_owned(),
            points: 1,
            kind: Kind::Test,
            unsolved: Unsolved::Panics,
            limit: Duration::from_secs(1),
            network: false,
            hints: vec!["Look.".to_owned()],
        }
    }

    fn catalog() -> Catalog {
        let exercises = vec![exercise("ex01_b"), exercise("ex02_c"), exercise("ex03_d")];
        let chapter = Chapter {
            id: "ch01-a".to_owned(),
            title: "A".to_owned(),
            exercises,
        };
        Catalog {
            root: PathBuf::from("/workbook"),
            chapters: vec![chapter],
        }
    }

    fn file(name: &str) -> PathBuf {
        Path::new("/workbook").join(exercise(name).file())
    }

    fn checks(name: &str) -> Action {
        Action::Check(Box::new(exercise(name)))
    }

    #[test]
    fn what_is_saved_is_checked_the_current_one_first() {
        let mut watch = Watch::new(Some(exercise("ex01_b")));
        let both = [file("ex01_b"), file("ex03_d")];
        assert_eq!(watch.saved(&both, &catalog()), checks("ex01_b"));
        let mut watch = Watch::new(Some(exercise("ex02_c")));
        assert_eq!(watch.saved(&both, &catalog()), checks("ex03_d"));
        assert_eq!(
            watch.saved(&[PathBuf::from("/workbook/x.rs")], &catalog()),
            Action::None
        );
    }

    #[test]
    fn of_the_saves_during_a_check_the_newest_is_checked_after_it() {
        let mut watch = Watch::new(Some(exercise("ex01_b")));
        assert_eq!(watch.saved(&[file("ex01_b")], &catalog()), checks("ex01_b"));
        assert_eq!(watch.saved(&[file("ex02_c")], &catalog()), Action::None);
        assert_eq!(watch.saved(&[file("ex03_d")], &catalog()), Action::None);
        assert!(watch.status(Duration::ZERO).contains("queued"));
        assert_eq!(watch.ended(Verdict::Failed, None), checks("ex03_d"));
        assert_eq!(watch.ended(Verdict::Failed, None), Action::Draw);
    }

    #[test]
    fn a_pass_moves_on_and_a_failure_does_not() {
        let mut watch = Watch::new(Some(exercise("ex01_b")));
        watch.saved(&[file("ex01_b")], &catalog());
        watch.ended(Verdict::Failed, Some(exercise("ex01_b")));
        assert_eq!(watch.current(), Some(&exercise("ex01_b")));
        watch.key('c');
        watch.ended(Verdict::Passed, Some(exercise("ex02_c")));
        assert_eq!(watch.current(), Some(&exercise("ex02_c")));
        assert!(watch.view().contains("ex02_c"), "{}", watch.view());
        watch.key('c');
        watch.ended(Verdict::Passed, None);
        assert!(
            watch.view().contains("every exercise is solved"),
            "{}",
            watch.view()
        );
    }

    #[test]
    fn a_reset_must_be_confirmed() {
        let mut watch = Watch::new(Some(exercise("ex01_b")));
        assert_eq!(watch.key('y'), Action::None);
        assert_eq!(watch.key('r'), Action::Draw);
        assert_eq!(watch.key('x'), Action::Draw);
        assert_eq!(watch.key('y'), Action::None);
        watch.key('r');
        assert_eq!(watch.key('y'), Action::Reset);
    }

    #[test]
    fn keys_work_during_a_check() {
        let mut watch = Watch::new(Some(exercise("ex01_b")));
        watch.key('c');
        assert_eq!(watch.key('h'), Action::Hint);
        assert_eq!(watch.key('l'), Action::List);
        assert_eq!(watch.key('n'), Action::Next);
        assert_eq!(watch.key('o'), Action::Open);
        assert_eq!(watch.key('q'), Action::Quit);
    }
}
