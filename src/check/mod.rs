//! The one way to check an answer. `check`, `watch` and `verify` are views of its events, and so is
//! whatever shows or grades answers later.
//!
//! A check builds the test targets of one exercise (`build`), then runs every test that the
//! course's test files name in a process of its own (`run`), under a limit, as the leader of a
//! process group that ends with it (`process`), as many at a time as there is room for (`slots`). What the
//! process may do is for a [`containment`] to enforce; a learner's own code is trusted. The verdict rests on
//! what each test reported (`report`); an exit status alone proves nothing, and output is never parsed for
//! a verdict.
//!
//! Dropping the future of a check cancels it and ends its processes.

pub(crate) mod build;
pub mod containment;
pub mod event;
pub mod graded;
pub mod interleavings;
pub(crate) mod process;
pub(crate) mod report;
pub(crate) mod run;
pub(crate) mod slots;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use interleaving::replay::Schedule;
use tokio::sync::mpsc::UnboundedSender;

use crate::catalog::{Catalog, Exercise, Test};
use crate::learner_file;
use crate::screen::{self, Scope};
pub(crate) use build::cargo;
use build::{Built, Request};
use containment::Trusting;
use event::{Diagnostic, Ended, Event, Expected, Outcome, Tested, Verdict};
use interleavings::Interleavings;
use run::Ground;
use slots::Slots;

/// How many bytes of a test's output are kept, of stdout and of stderr each half.
pub const OUTPUT_LIMIT: usize = 256 * 1024;

/// Checks the learner's answers in one tree.
#[derive(Clone, Debug)]
pub struct Checker {
    root: PathBuf,
    replay: Option<Interleavings>,
    slots: Slots,
}

/// The result of a check, for those who do not follow its events.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The end, which is also the last event.
    pub ended: Ended,
    /// What the compiler said.
    pub diagnostics: Vec<event::Diagnostic>,
    /// How each test ended, in the order of the test files.
    pub tested: Vec<Tested>,
}

impl Checker {
    /// Checks in the tree at `root`, building where cargo builds by itself.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            replay: None,
            slots: Slots::default(),
        }
    }

    /// The same, but models follow the interleavings that are kept of earlier failures, and say what
    /// has become of them.
    pub fn replaying(&self, kept: Interleavings) -> Self {
        Self {
            replay: Some(kept),
            ..self.clone()
        }
    }

    /// Checks one exercise, telling `events` of every step, the last of which is [`Event::Ended`].
    ///
    /// A receiver that is gone is no error: the result is returned as well.
    pub async fn check(
        &self,
        catalog: &Catalog,
        exercise: &Exercise,
        events: &UnboundedSender<Event>,
    ) -> Checked {
        let start = Instant::now();
        let (relay, mut relayed) = tokio::sync::mpsc::unbounded_channel();
        let verdict = self.verdict(catalog, exercise, &relay);
        tokio::pin!(verdict);
        let (mut diagnostics, mut tested) = (Vec::new(), Vec::new());
        let mut note = |event: Event| {
            match &event {
                Event::Diagnostic(diagnostic) => diagnostics.push(diagnostic.clone()),
                Event::Tested(one) => tested.push(one.clone()),
                _ => {}
            }
            let _ = events.send(event);
        };
        let (verdict, reason, tests) = loop {
            tokio::select! {
                biased;
                Some(event) = relayed.recv() => note(event),
                end = &mut verdict => break end,
            }
        };
        while let Ok(event) = relayed.try_recv() {
            note(event);
        }
        tested.sort_by_key(|one| {
            let is_it = |test: &Test| test.name == one.name && test.target == one.target;
            tests.iter().position(is_it)
        });
        let ended = Ended {
            exercise: exercise.id(),
            verdict,
            reason,
            passed: tested
                .iter()
                .filter(|one| one.outcome == Outcome::Passed)
                .count(),
            tests: tests.len(),
            seconds: start.elapsed().as_secs_f64(),
        };
        let _ = events.send(Event::Ended(ended.clone()));
        Checked {
            ended,
            diagnostics,
            tested,
        }
    }

    async fn verdict(
        &self,
        catalog: &Catalog,
        exercise: &Exercise,
        events: &UnboundedSender<Event>,
    ) -> (Verdict, Option<String>, Vec<Test>) {
        let tests = match catalog.tests(exercise) {
            Ok(tests) if !tests.is_empty() => tests,
            Ok(_) => {
                let reason = format!("{} has no tests", exercise.id());
                return (Verdict::NotChecked, Some(reason), Vec::new());
            }
            Err(error) => return (Verdict::NotChecked, Some(error.to_string()), Vec::new()),
        };
        let file = slashed(&exercise.file());
        let _ = events.send(Event::Started {
            version: event::VERSION,
            exercise: exercise.id(),
            file: file.clone(),
            tests: tests.iter().map(expected).collect(),
        });
        let mut targets: Vec<String> = tests.iter().map(|test| test.target.clone()).collect();
        targets.dedup();
        if !self.root.join(&file).is_file() {
            let reason = format!(
                "{file} is not there, or is no file: `cargo workbook reset {}` brings it back",
                exercise.name
            );
            return (Verdict::DoesNotCompile, Some(reason), tests);
        }
        let start = Instant::now();
        let request = Request {
            root: &self.root,
            package: &exercise.chapter,
            targets: &targets,
            file: &file,
        };
        let executables = match build::build(&request, events).await {
            Built::Executables(executables) => executables,
            Built::Refused(reason) => return (Verdict::DoesNotCompile, reason, tests),
            Built::Failed(reason) => return (Verdict::NotChecked, Some(reason), tests),
        };
        if let Some(remark) = self.graded(catalog, exercise, &file) {
            let _ = events.send(Event::Diagnostic(remark));
        }
        let _ = events.send(Event::Built {
            seconds: start.elapsed().as_secs_f64(),
        });

        let folder = self.root.join("exercises").join(&exercise.chapter);
        let runs = tests.iter().map(|test| run::Run {
            executable: executables.get(&test.target).cloned(),
            harness_name: test.name.clone(),
            test: test.clone(),
            limit: exercise.limit,
            replay: self
                .replay
                .as_ref()
                .and_then(|kept| kept.find(exercise, &test.target, &test.name))
                .map(|interleaving| Schedule::new(&interleaving)),
        });
        match self.run(runs.collect(), folder, events).await {
            Ok(passed) if passed == tests.len() => (Verdict::Passed, None, tests),
            Ok(_) => (Verdict::Failed, None, tests),
            Err(error) => {
                let reason = format!("the tests cannot be run: {error}");
                (Verdict::NotChecked, Some(reason), tests)
            }
        }
    }
}

impl Checker {
    /// What a grader would have against the answer. Of a file that no grader could read the compiler has spoken.
    fn graded(&self, catalog: &Catalog, exercise: &Exercise, file: &str) -> Option<Diagnostic> {
        let scope = Scope::of(catalog, exercise).ok()?;
        let text = learner_file::read(&self.root, exercise).ok()??;
        let refusal = screen::refusal(&text, scope)?;
        Some(graded::remark(file, &text, &refusal))
    }

    /// Runs tests as the learner's own code: with the learner's environment, and nothing contained.
    async fn run(
        &self,
        runs: Vec<run::Run>,
        folder: PathBuf,
        events: &UnboundedSender<Event>,
    ) -> io::Result<usize> {
        let schedules = tempfile::Builder::new().prefix("workbook-").tempdir()?;
        let mut environment: std::collections::BTreeMap<_, _> = std::env::vars_os().collect();
        environment.retain(|name, _| name != run::REPLAY);
        let ground = Ground {
            root: self.root.clone(),
            folder,
            containment: Arc::new(Trusting),
            environment,
            readable: Vec::new(),
            writable: schedules.path().to_owned(),
        };
        run::all(runs, &ground, &self.slots, events).await
    }
}

fn expected(test: &Test) -> Expected {
    Expected {
        target: test.target.clone(),
        name: test.name.clone(),
        states: test.states.clone(),
    }
}

/// A path as the compiler and the events write it, on every platform.
fn slashed(path: &Path) -> String {
    path.iter()
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

/// The compiler names the learner's file by the way it took there: `tests/../ex01_lifo.rs`.
pub(crate) fn tidy_path(text: &str) -> String {
    text.replace("tests/../", "").replace("tests\\../", "")
}
