//! What the pages can ask for, done for all of them in one place: the learner's files, hints,
//! progress, and the jobs that take turns.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tokio::sync::broadcast;
use tokio::sync::mpsc::unbounded_channel;

use super::message::{Ask, Job, Progress, Tell};
use super::queue::{Found, Queue, Turn};
use crate::book::{Page, Snippet};
use crate::catalog::{CatalogError, Exercise};
use crate::check::event::Event;
use crate::learner_file::{self, Saved};
use crate::programs::live::{self, Piece};
use crate::programs::{Language, Program, go::Go};
use crate::progress::State;
use crate::workbook::Workbook;

/// How many messages a page may be behind before it has to start anew.
const BEHIND: usize = 4096;
/// How much of a test's output is told to pages, in bytes. The terminal shows all that is kept.
const OUTPUT: usize = 16 * 1024;

/// The pages' counterpart.
#[derive(Debug)]
pub(super) struct Desk {
    /// Opened anew when a declaration changes.
    workbook: RwLock<Arc<Workbook>>,
    queue: Queue,
    news: broadcast::Sender<News>,
    /// The latest check of each exercise, for pages that come later, and the text that was checked.
    checked: Mutex<HashMap<String, (String, Vec<Event>)>>,
    /// Of several pages that write one file, each sees what the one before wrote.
    writing: Mutex<()>,
    no_go: Option<String>,
    broken: Mutex<Option<String>>,
}

/// A message for every page, ready to be sent.
pub(super) type News = Arc<str>;

impl Desk {
    pub(super) async fn new(workbook: Workbook) -> Self {
        Self {
            workbook: RwLock::new(Arc::new(workbook)),
            queue: Queue::default(),
            news: broadcast::Sender::new(BEHIND),
            checked: Mutex::default(),
            writing: Mutex::default(),
            no_go: Go::find().await.err().map(|error| error.to_string()),
            broken: Mutex::default(),
        }
    }

    /// The catalog was declared anew.
    pub(super) fn reopen(&self) -> Result<(), CatalogError> {
        let workbook = self.workbook().reopened()?;
        *self
            .workbook
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Arc::new(workbook);
        Ok(())
    }

    fn workbook(&self) -> Arc<Workbook> {
        Arc::clone(&self.workbook.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What every page is told from now on.
    pub(super) fn news(&self) -> broadcast::Receiver<News> {
        self.news.subscribe()
    }

    /// Tells every page.
    pub(super) fn tell(&self, tell: &Tell) {
        // An error only means that no page is open.
        let _ = self.news.send(written(tell));
    }

    /// What a page is told when it comes.
    pub(super) fn welcome(&self, server: &str) -> Vec<News> {
        let broken = self.broken.lock();
        let broken = broken.unwrap_or_else(PoisonError::into_inner).clone();
        let mut welcome = vec![Tell::Hello {
            server: server.to_owned(),
            no_go: self.no_go.clone(),
        }];
        welcome.extend(self.progress());
        welcome.push(self.jobs());
        welcome.extend(broken.map(|it| Tell::Book { broken: Some(it) }));
        welcome.iter().map(written).collect()
    }

    /// The book was built, or could not be.
    pub(super) fn book(&self, broken: Option<String>) {
        *self.broken.lock().unwrap_or_else(PoisonError::into_inner) = broken.clone();
        self.tell(&Tell::Book { broken });
    }

    /// Files below the root were written: by a page, by an editor, by the terminal.
    pub(super) fn changed(&self, paths: &[PathBuf]) {
        let workbook = self.workbook();
        let of_learner = |exercise: &&Exercise| {
            let file = workbook.root().join(exercise.file());
            paths.contains(&file)
        };
        let mut progress = paths
            .iter()
            .any(|it| it.starts_with(workbook.root().join(crate::progress::FOLDER)));
        for exercise in workbook.catalog.exercises().filter(of_learner) {
            self.tell(&file(workbook.root(), exercise));
            // An edited file is no longer untouched.
            progress = true;
        }
        if progress && let Some(progress) = self.progress() {
            self.tell(&progress);
        }
    }

    /// Does what a page asks, and returns what that page is told of it.
    pub(super) fn ask(&self, ask: Ask) -> Vec<Tell> {
        let workbook = self.workbook();
        let found = |exercise: &str| {
            workbook.catalog.exercise(exercise).ok_or_else(|| {
                let why = format!("there is no exercise `{exercise}`");
                vec![refused(None, why)]
            })
        };
        let answer = || match ask {
            Ask::Open { exercise } => Ok(self.open(&workbook, found(&exercise)?)),
            Ask::Save {
                exercise,
                text,
                base,
                keep,
            } => {
                let exercise = found(&exercise)?;
                Ok(vec![self.save(
                    &workbook,
                    exercise,
                    text,
                    base.as_deref(),
                    keep,
                )])
            }
            Ask::Check {
                exercise,
                text,
                base,
            } => {
                let exercise = found(&exercise)?;
                let saved = self.save(&workbook, exercise, text, base.as_deref(), false);
                if matches!(saved, Tell::Saved { .. }) {
                    self.push(Job::Check(exercise.id()));
                }
                Ok(vec![saved])
            }
            Ask::Hint { exercise } => {
                let exercise = found(&exercise)?;
                Ok(vec![match workbook.next_hint(exercise, false) {
                    Ok(shown) => Tell::Hints {
                        exercise: exercise.id(),
                        shown: shown.end,
                    },
                    Err(error) => refused(Some(exercise), error),
                }])
            }
            Ask::Reset { exercise } => Ok(self.reset(&workbook, found(&exercise)?)),
            Ask::Solution { exercise } => Ok(vec![solution(&workbook, found(&exercise)?)]),
            Ask::Run { program } => Ok(self.run(workbook.root(), &program)),
            Ask::Cancel { job } => {
                match self.queue.cancel(&job) {
                    Found::Waiting => {
                        self.tell(&Tell::Canceled { job });
                        self.tell(&self.jobs());
                    }
                    // Its turn tells.
                    Found::Running | Found::Nothing => {}
                }
                Ok(Vec::new())
            }
        };
        answer().unwrap_or_else(|refusal| refusal)
    }

    fn open(&self, workbook: &Workbook, exercise: &Exercise) -> Vec<Tell> {
        let id = exercise.id();
        let mut tells = vec![file(workbook.root(), exercise)];
        let shown = workbook
            .progress()
            .ok()
            .and_then(|it| it.exercises.get(&id).map(|entry| entry.hints))
            .unwrap_or(0);
        tells.push(Tell::Hints {
            exercise: id.clone(),
            shown: shown.min(exercise.hints.len()),
        });
        let checked = self.checked.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Some((text, events)), Tell::File { text: now, .. }) = (checked.get(&id), &tells[0])
            && now.as_ref() == Some(text)
        {
            let again = events
                .iter()
                .map(|event| Tell::checking(&id, event.clone()));
            tells.extend(again);
        }
        tells
    }

    fn save(
        &self,
        workbook: &Workbook,
        exercise: &Exercise,
        text: String,
        base: Option<&str>,
        keep: bool,
    ) -> Tell {
        let writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        if keep
            && let Err(error) = learner_file::is_plain(workbook.root(), exercise)
                .map_err(|error| error.to_string())
                .and_then(|()| {
                    learner_file::keep(workbook.root(), exercise)
                        .map_err(|error| format!("the old version cannot be kept: {error}"))
                })
        {
            return refused(Some(exercise), error);
        }
        let saved = learner_file::save(workbook.root(), exercise, &text, base);
        drop(writing);
        match saved {
            Ok(Saved::Yes) => Tell::Saved {
                exercise: exercise.id(),
                text,
            },
            Ok(Saved::Changed(text)) => Tell::Conflict {
                exercise: exercise.id(),
                text,
            },
            Err(error) => refused(Some(exercise), error),
        }
    }

    fn reset(&self, workbook: &Workbook, exercise: &Exercise) -> Vec<Tell> {
        let plain = learner_file::is_plain(workbook.root(), exercise);
        let kept = match plain
            .map_err(anyhow::Error::new)
            .and_then(|()| workbook.reset(exercise))
        {
            Ok(kept) => kept,
            Err(error) => return vec![refused(Some(exercise), format!("{error:#}"))],
        };
        let exercise_id = exercise.id();
        let mut checked = self.checked.lock().unwrap_or_else(PoisonError::into_inner);
        checked.remove(&exercise_id);
        drop(checked);
        let kept =
            kept.map(|it| crate::programs::shown(it.strip_prefix(workbook.root()).unwrap_or(&it)));
        // Every page that shows the exercise starts anew with it.
        self.tell(&Tell::Reset {
            exercise: exercise_id.clone(),
            kept,
        });
        self.tell(&file(workbook.root(), exercise));
        self.tell(&Tell::Hints {
            exercise: exercise_id,
            shown: 0,
        });
        Vec::new()
    }

    fn run(&self, root: &Path, program: &str) -> Vec<Tell> {
        let refusal = |why: String| {
            vec![Tell::Refused {
                exercise: None,
                program: Some(program.to_owned()),
                why,
            }]
        };
        match find_piece(root, program) {
            Ok(Some(Piece::Program(found)))
                if found.language == Language::Go && self.no_go.is_some() =>
            {
                refusal(self.no_go.clone().unwrap_or_default())
            }
            Ok(Some(_)) => {
                self.push(Job::Run(program.to_owned()));
                Vec::new()
            }
            Ok(None) => refusal(format!("the book has no program {program}")),
            Err(error) => refusal(format!("the programs cannot be read: {error}")),
        }
    }

    fn push(&self, job: Job) {
        self.queue.push(job);
        self.tell(&self.jobs());
    }

    fn jobs(&self) -> Tell {
        let (running, waiting) = self.queue.jobs();
        Tell::Jobs { running, waiting }
    }

    fn progress(&self) -> Option<Tell> {
        let workbook = self.workbook();
        let progress = match workbook.progress() {
            Ok(progress) => progress,
            Err(error) => return Some(refused(None, error)),
        };
        let exercises = workbook.catalog.exercises().map(|exercise| {
            let entry = progress.exercises.get(&exercise.id());
            let it = Progress {
                state: progress.state(workbook.root(), exercise).into(),
                solved: entry.and_then(|it| it.solved),
                latest: entry.and_then(|it| it.latest),
                hints: entry.map_or(0, |it| it.hints),
            };
            (exercise.id(), it)
        });
        Some(Tell::Progress {
            exercises: exercises.collect(),
            next: progress.next(&workbook.catalog).map(Exercise::id),
        })
    }

    /// Does the jobs, one after the other, for ever. Dropping the future ends the one that runs.
    pub(super) async fn work(&self) {
        loop {
            let turn = self.queue.turn().await;
            self.tell(&self.jobs());
            let job = turn.job.clone();
            tokio::select! {
                () = self.one(&turn) => {}
                () = turn.canceled() => {
                    if let Job::Check(id) = &job {
                        let mut checked = self.checked.lock().unwrap_or_else(PoisonError::into_inner);
                        checked.remove(id);
                    }
                    self.tell(&Tell::Canceled { job });
                }
            }
            drop(turn);
            self.tell(&self.jobs());
        }
    }

    async fn one(&self, turn: &Turn<'_>) {
        let workbook = self.workbook();
        match &turn.job {
            Job::Check(id) => {
                // The declaration may have lost it since it was asked for.
                if let Some(exercise) = workbook.catalog.exercise(id) {
                    self.check(&workbook, exercise).await;
                }
            }
            // One that is gone by now was there when its turn was asked for.
            Job::Run(path) => {
                if let Ok(Some(piece)) = find_piece(workbook.root(), path) {
                    self.run_piece(workbook.root(), path, &piece).await;
                }
            }
        }
    }

    async fn check(&self, workbook: &Workbook, exercise: &Exercise) {
        let id = exercise.id();
        let text = learner_file::read(workbook.root(), exercise);
        let text = text.ok().flatten().unwrap_or_default();
        self.remember(&id, |latest| *latest = (text, Vec::new()));
        let (sender, mut events) = unbounded_channel();
        let check = async {
            // Dropped at its end, so that the events end.
            let sender = sender;
            workbook
                .checker
                .check(&workbook.catalog, exercise, &sender)
                .await
        };
        let relay = async {
            while let Some(mut event) = events.recv().await {
                shorten(&mut event);
                self.remember(&id, |(_, events)| events.push(event.clone()));
                self.tell(&Tell::checking(&id, event));
            }
        };
        let (checked, ()) = tokio::join!(check, relay);
        let verdict = checked.ended.verdict;
        if let Err(error) = workbook.interleavings().keep(exercise, &checked) {
            self.tell(&refused(Some(exercise), error));
        }
        match workbook.update(|progress| progress.note_verdict(&id, verdict)) {
            Ok(_) => {}
            Err(error) => self.tell(&refused(Some(exercise), error)),
        }
        if let Some(progress) = self.progress() {
            self.tell(&progress);
        }
    }

    fn remember(&self, id: &str, change: impl FnOnce(&mut (String, Vec<Event>))) {
        let mut checked = self.checked.lock().unwrap_or_else(PoisonError::into_inner);
        change(checked.entry(id.to_owned()).or_default());
    }

    async fn run_piece(&self, root: &Path, name: &str, piece: &Piece) {
        let (sender, mut steps) = unbounded_channel();
        let run = async {
            let sender = sender;
            live::run(root, piece, &sender).await;
        };
        let relay = async {
            while let Some(step) = steps.recv().await {
                self.tell(&Tell::Running {
                    program: name.to_owned(),
                    step,
                });
            }
        };
        tokio::join!(run, relay);
    }
}

/// The message as it goes over the wire.
pub(super) fn written(tell: &Tell) -> News {
    serde_json::to_string(tell)
        .expect("messages are plain data")
        .into()
}

fn file(root: &Path, exercise: &Exercise) -> Tell {
    match learner_file::read(root, exercise) {
        Ok(text) => Tell::File {
            exercise: exercise.id(),
            text,
        },
        Err(error) => refused(Some(exercise), error),
    }
}

fn solution(workbook: &Workbook, exercise: &Exercise) -> Tell {
    let solved = workbook
        .progress()
        .map(|it| it.state(workbook.root(), exercise) == State::Solved);
    match solved {
        Ok(true) => match workbook.solution(exercise) {
            Ok(text) => Tell::Solution {
                exercise: exercise.id(),
                text,
            },
            Err(error) => refused(Some(exercise), format!("{error:#}")),
        },
        Ok(false) => refused(
            Some(exercise),
            "the reference solution is shown once yours has passed",
        ),
        Err(error) => refused(Some(exercise), error),
    }
}

fn refused(exercise: Option<&Exercise>, why: impl std::fmt::Display) -> Tell {
    Tell::Refused {
        exercise: exercise.map(Exercise::id),
        program: None,
        why: why.to_string(),
    }
}

/// The program with this path, or the snippet on this line of that page, if it is one of the book's. What
/// a page names is compared, and never opened.
fn find_piece(root: &Path, name: &str) -> std::io::Result<Option<Piece>> {
    let programs = Program::all(root)?;
    if let Some(program) = programs.into_iter().find(|it| it.shown() == name) {
        return Ok(Some(Piece::Program(program)));
    }
    let pages = Page::all(root)?;
    let mut snippets = pages.iter().flat_map(|page| Snippet::on(page, root).0);
    Ok(snippets
        .find(|it| it.shown() == name)
        .map(|snippet| Piece::Snippet {
            name: snippet.unique_name(),
            code: snippet.program(),
        }))
}

/// A page shows the beginning of a long output.
fn shorten(event: &mut Event) {
    if let Event::Tested(tested) = event
        && tested.output.len() > OUTPUT
    {
        let end = tested.output.floor_char_boundary(OUTPUT);
        tested.output_cut += (tested.output.len() - end) as u64;
        tested.output.truncate(end);
    }
}
