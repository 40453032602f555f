//! What the learner has solved, tried, and asked for: one small file, shared by every view of the
//! workbook, written atomically under a lock, and never thrown away.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::atomic_file::{free_name, write_atomically};
use crate::catalog::{Catalog, Exercise};
use crate::check::event::Verdict;
use crate::stubs;

/// Where the workbook keeps what is the learner's alone, relative to the root.
pub const FOLDER: &str = ".workbook";

/// The progress through all exercises.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// By exercise id. Exercises that were never touched are not in it.
    #[serde(default)]
    pub exercises: BTreeMap<String, Entry>,
}

/// What is known of one exercise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When it first passed, since it was last reset.
    pub solved: Option<Timestamp>,
    /// The latest verdict, and when it was given.
    pub latest: Option<(Verdict, Timestamp)>,
    /// How many rungs of the ladder of hints were shown.
    #[serde(default)]
    pub hints: usize,
}

/// How far the learner is with an exercise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The file is as shipped.
    Untouched,
    /// The file was edited, or checked without passing.
    Tried,
    /// It has passed.
    Solved,
}

impl Progress {
    /// How far the learner is with `exercise`, whose file is in the tree at `root`.
    pub fn state(&self, root: &Path, exercise: &Exercise) -> State {
        let id = exercise.id();
        let entry = self.exercises.get(&id);
        if entry.is_some_and(|entry| entry.solved.is_some()) {
            return State::Solved;
        }
        let text = fs::read_to_string(root.join(exercise.file())).ok();
        let as_shipped = text.as_deref().map(normal) == stubs::shipped().get(&id).map(normal);
        if as_shipped && entry.is_none_or(|entry| entry.latest.is_none()) {
            State::Untouched
        } else {
            State::Tried
        }
    }

    /// The first exercise that is not solved, if one is left.
    pub fn next<'a>(&self, catalog: &'a Catalog) -> Option<&'a Exercise> {
        catalog.exercises().find(|exercise| {
            self.exercises
                .get(&exercise.id())
                .is_none_or(|entry| entry.solved.is_none())
        })
    }

    /// Notes a verdict. One that says nothing about the answer changes nothing.
    pub fn note_verdict(&mut self, id: &str, verdict: Verdict) {
        if verdict == Verdict::NotChecked {
            return;
        }
        let now = Timestamp::now();
        let entry = self.exercises.entry(id.to_owned()).or_default();
        entry.latest = Some((verdict, now));
        if verdict == Verdict::Passed {
            entry.solved.get_or_insert(now);
        }
    }
}

/// An editor on another platform may have changed every line's end and nothing else.
fn normal(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// The file that holds the progress.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
}

/// Why the progress cannot be read or kept.
#[derive(Debug, thiserror::Error)]
#[error("the progress in {} cannot be {action}: {error}", path.display())]
pub struct StoreError {
    path: PathBuf,
    action: &'static str,
    error: std::io::Error,
}

/// The progress as it was read.
#[derive(Debug)]
pub struct Loaded {
    /// What the file says, or nothing if there was none.
    pub progress: Progress,
    /// A file that could not be understood, and where it was put so that nothing of it is lost.
    pub set_aside: Option<PathBuf>,
}

impl Store {
    /// The store of the workbook at `root`.
    pub fn new(root: &Path) -> Self {
        Self {
            folder: root.join(FOLDER),
        }
    }

    /// Reads the progress.
    ///
    /// # Errors
    ///
    /// If there is a file that cannot be read, or a damaged one that cannot be set aside.
    pub fn load(&self) -> Result<Loaded, StoreError> {
        let path = self.file();
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Loaded {
                    progress: Progress::default(),
                    set_aside: None,
                });
            }
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => String::new(),
            Err(error) => return Err(self.error("read", error)),
        };
        if let Ok(progress) = serde_json::from_str(&text) {
            return Ok(Loaded {
                progress,
                set_aside: None,
            });
        }
        let aside = free_name(|number| self.folder.join(format!("progress.damaged-{number}.json")));
        fs::rename(&path, &aside).map_err(|error| self.error("set aside", error))?;
        Ok(Loaded {
            progress: Progress::default(),
            set_aside: Some(aside),
        })
    }

    /// Changes the progress, alone: two workbooks on one tree wait for each other. A reader, or a
    /// crash, finds the old file or the new one, never half of one.
    ///
    /// # Errors
    ///
    /// If the file can be neither read nor written; it then is as it was.
    pub fn update(&self, change: impl FnOnce(&mut Progress)) -> Result<Progress, StoreError> {
        let unwritable = |error| self.error("written", error);
        fs::create_dir_all(&self.folder).map_err(unwritable)?;
        let lock = File::create(self.folder.join("lock")).map_err(unwritable)?;
        lock.lock().map_err(unwritable)?;
        let mut progress = self.load()?.progress;
        change(&mut progress);
        let mut text = serde_json::to_string_pretty(&progress)
            .map_err(|error| unwritable(std::io::Error::other(error)))?;
        text.push('\n');
        write_atomically(&self.file(), &text).map_err(unwritable)?;
        Ok(progress)
    }

    fn file(&self) -> PathBuf {
        self.folder.join("progress.json")
    }

    fn error(&self, action: &'static str, error: std::io::Error) -> StoreError {
        StoreError {
            path: self.file(),
            action,
            error,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_noted_is_read_back() {
        let root = tempfile::tempdir().expect("a folder");
        let store = Store::new(root.path());
        store
            .update(|it| it.note_verdict("ch01-a/ex01_b", Verdict::Failed))
            .expect("kept");
        let progress = store
            .update(|it| it.note_verdict("ch01-a/ex01_b", Verdict::Passed))
            .expect("kept");
        assert!(progress.exercises["ch01-a/ex01_b"].solved.is_some());
        assert_eq!(store.load().expect("read").progress, progress);
    }

    #[test]
    fn a_later_failure_does_not_unsolve() {
        let mut progress = Progress::default();
        progress.note_verdict("a", Verdict::Passed);
        progress.note_verdict("a", Verdict::Failed);
        assert!(progress.exercises["a"].solved.is_some());
    }

    #[test]
    fn a_damaged_file_is_set_aside_and_kept() {
        let root = tempfile::tempdir().expect("a folder");
        let store = Store::new(root.path());
        fs::create_dir(root.path().join(FOLDER)).expect("made");
        fs::write(store.file(), "{ half").expect("written");
        let loaded = store.load().expect("read");
        let aside = loaded.set_aside.expect("set aside");
        assert_eq!(fs::read_to_string(aside).expect("kept"), "{ half");
        assert_eq!(loaded.progress, Progress::default());
    }

    #[test]
    fn updates_from_many_threads_are_all_kept() {
        let root = tempfile::tempdir().expect("a folder");
        let store = Store::new(root.path());
        std::thread::scope(|scope| {
            for number in 0..8 {
                let store = &store;
                scope.spawn(move || {
                    store.update(|it| it.note_verdict(&number.to_string(), Verdict::Failed))
                });
            }
        });
        assert_eq!(store.load().expect("read").progress.exercises.len(), 8);
    }
}
