//! What authors declare of an exercise, tried out: its stub fails as declared, its solution passes,
//! each wrong answer is rejected by what it names, and the record of stubs is fresh.
//!
//! Answers are tried in a [`Scratch`] tree, through the same [`Checker`] as a learner's.

mod format;
mod record;

use std::fs;
use std::io;
use std::path::Path;
use std::time::Instant;

use anyhow::Context as _;
use interleaving::text::{self, Extent};
use tokio::sync::mpsc::unbounded_channel;

use crate::catalog::{Exercise, Failure, Rejection, Unsolved, WrongAnswer};
use crate::check::event::{Outcome, Tested, Verdict};
use crate::check::{Answer, Checked, Checker};
use crate::refusal;
use crate::scratch::Scratch;
use crate::stubs::Stubs;
use crate::workbook::Workbook;

pub use format::unformatted;
pub use record::{as_they_are, recorded, stale};

/// The result for one exercise.
#[derive(Debug)]
pub struct Row {
    /// Whether the stub fails as declared.
    pub stub: bool,
    /// Whether the solution passes.
    pub solution: bool,
    /// How many wrong answers there are.
    pub wrong: usize,
    /// How many of them are rejected as they say.
    pub rejected: usize,
    /// What is not as declared: `path:line: what`.
    pub findings: Vec<String>,
    /// How long it took.
    pub seconds: f64,
    /// What its models have cost and found.
    pub models: Vec<Figure>,
}

/// What a model test has cost, on an answer that it passes or rejects.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The answer: `solution`, or the file of the wrong one.
    pub answer: String,
    /// The name of the test.
    pub test: String,
    /// How many interleavings were explored, the failing one included.
    pub interleavings: u64,
    /// How long its process ran, in seconds.
    pub seconds: f64,
    /// Of an answer that is rejected: after how many seconds the failing interleaving was found, and how
    /// many lines its drawing has.
    pub found: Option<(f64, usize)>,
}

/// What the model tests among `checked` have cost.
fn figures<'a>(answer: &'a str, checked: &'a Checked) -> impl Iterator<Item = Figure> + 'a {
    checked.tested.iter().filter_map(move |tested| {
        let interleaving = tested.interleaving.as_ref();
        let lines = |it| text::plain(it, Extent::Shortened).lines().count();
        Some(Figure {
            answer: answer.to_owned(),
            test: tested.name.clone(),
            interleavings: interleaving.map(|it| it.explored).or(tested.explored)?,
            seconds: tested.seconds,
            found: interleaving.map(|it| (it.seconds, lines(it))),
        })
    })
}

/// A place to try answers in.
pub struct Trial<'a> {
    workbook: &'a Workbook,
    scratch: Scratch,
    checker: Checker,
}

impl<'a> Trial<'a> {
    /// Prepares the scratch tree, in `target/verify`.
    ///
    /// # Errors
    ///
    /// If it cannot be made.
    pub fn prepare(workbook: &'a Workbook, stubs: &Stubs) -> anyhow::Result<Self> {
        let at = workbook.root().join("target").join("verify");
        let scratch = Scratch::prepare(workbook.root(), &at, stubs)?;
        let checker = scratch.checker();
        Ok(Self {
            workbook,
            scratch,
            checker,
        })
    }

    /// Tries everything that is declared of `exercise`.
    ///
    /// # Errors
    ///
    /// If an answer cannot be read or put into the tree.
    pub async fn exercise(&self, exercise: &Exercise, stubs: &Stubs) -> anyhow::Result<Row> {
        let start = Instant::now();
        let mut findings = Vec::new();
        let stub = stubs.get(&exercise.id()).unwrap_or_default();
        let checked = self.answer(exercise, stub).await?;
        let stub_fault = stub_fault(exercise, &checked);
        let file = exercise.file();
        findings.extend(
            stub_fault
                .iter()
                .map(|it| format!("{}:1: {it}", file.display())),
        );

        let (events, _) = unbounded_channel();
        let catalog = &self.workbook.catalog;
        let reference = self
            .workbook
            .checker
            .check(catalog, exercise, Answer::Reference, &events)
            .await;
        let mut models: Vec<Figure> = figures("solution", &reference).collect();
        let solution = reference.ended.verdict == Verdict::Passed;
        if !solution {
            let path = exercise.solution();
            findings.push(format!(
                "{}:1: does not pass: {}",
                path.display(),
                told(&reference)
            ));
        }

        let (mut wrong, mut rejected) = (0, 0);
        let bank = exercise.wrong_bank();
        for name in sorted_names(&self.workbook.root().join(&bank))? {
            wrong += 1;
            let path = bank.join(&name);
            let text = fs::read_to_string(self.workbook.root().join(&path))
                .with_context(|| format!("{} cannot be read", path.display()))?;
            // A head that is wrong is the audit's finding.
            let Ok(answer) = WrongAnswer::parse(&text) else {
                continue;
            };
            let checked = self.answer(exercise, &text).await?;
            models.extend(figures(&name.to_string_lossy(), &checked));
            match rejection_fault(&answer.rejection, &checked) {
                None => rejected += 1,
                Some(fault) => findings.push(format!("{}:2: {fault}", path.display())),
            }
        }
        // Whoever looks into the tree finds the stub, not the last of the wrong answers.
        self.scratch.put(exercise, stub)?;
        Ok(Row {
            stub: stub_fault.is_none(),
            solution,
            wrong,
            rejected,
            findings,
            seconds: start.elapsed().as_secs_f64(),
            models,
        })
    }

    async fn answer(&self, exercise: &Exercise, answer: &str) -> anyhow::Result<Checked> {
        self.scratch.put(exercise, answer).with_context(|| {
            format!("{} cannot be put into the tree", exercise.file().display())
        })?;
        let (events, _) = unbounded_channel();
        Ok(self
            .checker
            .check(&self.workbook.catalog, exercise, Answer::Learner, &events)
            .await)
    }
}

/// How the stub's failure differs from the declared one, if it does.
fn stub_fault(exercise: &Exercise, checked: &Checked) -> Option<String> {
    let declared = &exercise.unsolved;
    let file = exercise
        .file()
        .iter()
        .map(|it| it.to_string_lossy())
        .collect::<Vec<_>>()
        .join("/");
    let as_declared = match declared {
        Unsolved::DoesNotCompile(name) => refused_with(checked, name),
        _ if checked.ended.verdict != Verdict::Failed => false,
        Unsolved::Panics => checked.tested.iter().any(|tested| {
            tested.outcome == Outcome::Failed
                && tested.panics.iter().any(|panic| {
                    panic.file == file && panic.message.starts_with("not yet implemented")
                })
        }),
        Unsolved::Wrong => {
            checked
                .tested
                .iter()
                .any(|tested| tested.outcome == Outcome::Failed)
                && !checked.tested.iter().any(|tested| {
                    tested
                        .panics
                        .iter()
                        .any(|it| it.message.starts_with("not yet implemented"))
                })
        }
        Unsolved::Deadlocks => checked
            .tested
            .iter()
            .any(|tested| matches!(tested.outcome, Outcome::TimedOut { .. })),
    };
    (!as_declared).then(|| format!("the stub must fail as `{declared}`, but {}", told(checked)))
}

/// How the rejection differs from the one that the wrong answer names, if it does.
fn rejection_fault(rejection: &Rejection, checked: &Checked) -> Option<String> {
    match rejection {
        Rejection::Compiler(name) => (!refused_with(checked, name))
            .then(|| format!("must be refused with {name}, but {}", told(checked))),
        Rejection::Test { name, how } => {
            let rejected = checked
                .tested
                .iter()
                .any(|it| it.name == *name && fails(it, *how));
            (!rejected).then(|| format!("must be rejected by `{name}`, but {}", told(checked)))
        }
    }
}

/// Whether every error is of this name.
fn refused_with(checked: &Checked, name: &str) -> bool {
    checked.ended.verdict == Verdict::DoesNotCompile
        && checked
            .diagnostics
            .iter()
            .filter(|it| it.error)
            .all(|it| refusal::name(it.code.as_deref(), &it.message) == name)
        && checked.diagnostics.iter().any(|it| it.error)
}

fn fails(tested: &Tested, how: Failure) -> bool {
    match how {
        Failure::Fails => tested.outcome == Outcome::Failed,
        Failure::TimesOut => matches!(tested.outcome, Outcome::TimedOut { .. }),
        Failure::Crashes => matches!(tested.outcome, Outcome::Crashed { .. }),
        Failure::DoesNotReport => matches!(tested.outcome, Outcome::NotReported { .. }),
    }
}

/// A check in one line, for a finding.
fn told(checked: &Checked) -> String {
    match checked.ended.verdict {
        Verdict::Passed => "it passes every test".to_owned(),
        Verdict::DoesNotCompile => {
            let errors: Vec<String> = checked
                .diagnostics
                .iter()
                .filter(|diagnostic| diagnostic.error)
                .map(|it| format!("{}: {}", it.code.as_deref().unwrap_or("error"), it.message))
                .collect();
            format!("it does not compile ({})", errors.join("; "))
        }
        Verdict::NotChecked => {
            format!(
                "it was not checked: {}",
                checked.ended.reason.as_deref().unwrap_or_default()
            )
        }
        Verdict::Failed => {
            let failed: Vec<String> = checked
                .tested
                .iter()
                .filter(|tested| tested.outcome != Outcome::Passed)
                .map(|tested| {
                    let message = tested.panics.last().map_or("", |it| it.message.as_str());
                    let message = message.lines().next().unwrap_or_default();
                    format!("`{}` {:?} {message}", tested.name, tested.outcome)
                })
                .collect();
            format!("it fails {}", failed.join(", "))
        }
    }
}

fn sorted_names(folder: &Path) -> io::Result<Vec<std::ffi::OsString>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut names = fs::read_dir(folder)?
        .map(|it| Ok(it?.file_name()))
        .collect::<io::Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}
