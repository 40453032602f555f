//! What authors declare of an exercise, tried out: its stub fails as declared, its solution passes,
//! each wrong answer is rejected by what it names, and the record of stubs is fresh.
//!
//! Answers are tried by a [`Judge`], many at a time.

mod format;
mod record;

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context as _;
use interleaving::text::{self, Extent};
use tokio::task::JoinSet;

use crate::catalog::{Exercise, Failure, Rejection, Unsolved, WrongAnswer};
use crate::check::Checked;
use crate::check::event::{Outcome, Tested, Verdict};
use crate::judge::{Judge, Judged, Suite, Trusting};
use crate::refusal;
use crate::stubs::Stubs;
use crate::workbook::Workbook;

pub use format::unformatted;
pub use record::{as_they_are, recorded, stale};

/// How often a wrong answer is tried that is not rejected as it says. Some err only if threads meet in a certain
/// way, and a machine may be so busy, or so idle, that they do not.
const TRIES: usize = 3;

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
    /// What is rejected as it says, but not each time: `path:line: what`.
    pub by_chance: Vec<String>,
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
    stubs: &'a Stubs,
    judge: Judge,
    all_tests: bool,
}

/// An answer that is tried, and what is expected of it.
enum Tried {
    Stub,
    Reference,
    Wrong { file: String, rejection: Rejection },
}

impl<'a> Trial<'a> {
    /// Prepares the tree in `target/verify`, and builds what the tests stand on. `wrapper` is for
    /// [`Judge::prepare`].
    ///
    /// # Errors
    ///
    /// If that fails.
    pub async fn prepare(
        workbook: &'a Workbook,
        stubs: &'a Stubs,
        wrapper: &Path,
    ) -> anyhow::Result<Self> {
        let at = workbook.root().join("target").join("verify");
        let catalog = &workbook.catalog;
        Ok(Self {
            workbook,
            stubs,
            judge: Judge::prepare(catalog, &at, stubs, wrapper, Arc::new(Trusting)).await?,
            all_tests: false,
        })
    }

    /// The same, but on wrong answers all tests are run, also those that nothing is declared of: for figures.
    #[must_use]
    pub fn with_all_tests(self) -> Self {
        Self {
            all_tests: true,
            ..self
        }
    }

    /// Tries everything that is declared of `exercise`.
    ///
    /// # Errors
    ///
    /// If an answer cannot be read.
    pub async fn exercise(&self, exercise: &Exercise) -> anyhow::Result<Row> {
        let start = Instant::now();
        let suites = self.judge.suites(&self.workbook.catalog, exercise)?;
        let mut running = JoinSet::new();
        let (mut wrong, mut rejected) = (0, 0);
        for (index, (tried, answer)) in self.answers(exercise)?.into_iter().enumerate() {
            let suites = match &tried {
                Tried::Wrong { rejection, .. } => {
                    wrong += 1;
                    if self.all_tests {
                        suites.clone()
                    } else {
                        declared(rejection, &suites)
                    }
                }
                Tried::Stub | Tried::Reference => suites.clone(),
            };
            let (judge, exercise) = (self.judge.clone(), exercise.clone());
            running.spawn(async move {
                let mut tries = 0;
                loop {
                    let judged = judge.judge(&exercise, &answer, &suites).await;
                    tries += 1;
                    let missed = match &tried {
                        Tried::Wrong { rejection, .. } => {
                            rejection_fault(rejection, &judged.checked).is_some()
                        }
                        Tried::Stub | Tried::Reference => false,
                    };
                    if !missed || tries == TRIES {
                        return (index, tried, judged, tries);
                    }
                }
            });
        }
        let mut all = running.join_all().await;
        all.sort_by_key(|(index, ..)| *index);

        let (mut stub, mut solution) = (false, false);
        let (mut findings, mut by_chance, mut models) = (Vec::new(), Vec::new(), Vec::new());
        for (_, tried, Judged { checked, foreign }, tries) in all {
            let (path, line, fault) = match tried {
                Tried::Stub => (exercise.file(), 1, stub_fault(exercise, &checked)),
                Tried::Reference => {
                    models.extend(figures("solution", &checked));
                    let passed = checked.ended.verdict == Verdict::Passed;
                    let fault = (!passed).then(|| format!("does not pass: {}", told(&checked)));
                    (exercise.solution(), 1, fault)
                }
                Tried::Wrong {
                    ref file,
                    ref rejection,
                } => {
                    models.extend(figures(file, &checked));
                    let fault = rejection_fault(rejection, &checked);
                    (exercise.wrong_bank().join(file), 2, fault)
                }
            };
            match tried {
                Tried::Stub => stub = fault.is_none(),
                Tried::Reference => solution = fault.is_none(),
                Tried::Wrong { .. } => rejected += usize::from(fault.is_none()),
            }
            if fault.is_none() && tries > 1 {
                let path = path.display();
                by_chance.push(format!(
                    "{path}:{line}: was rejected only when tried {tries} times"
                ));
            }
            findings.extend(fault.map(|fault| format!("{}:{line}: {fault}", path.display())));
            // Grading refuses such an answer; it would be no good to anybody as an example.
            findings.extend(
                foreign
                    .iter()
                    .map(|file| format!("{}:1: has the compiler read {file}", path.display())),
            );
        }
        Ok(Row {
            stub,
            solution,
            wrong,
            rejected,
            findings,
            by_chance,
            seconds: start.elapsed().as_secs_f64(),
            models,
        })
    }

    /// The stub, the reference and the wrong answers. A wrong answer whose head is wrong is left out: that
    /// is the audit's finding.
    fn answers(&self, exercise: &Exercise) -> anyhow::Result<Vec<(Tried, String)>> {
        let read = |path: &Path| {
            fs::read_to_string(self.workbook.root().join(path))
                .with_context(|| format!("{} cannot be read", path.display()))
        };
        let stub = self.stubs.get(&exercise.id()).unwrap_or_default();
        let mut answers = vec![
            (Tried::Stub, stub.to_owned()),
            (Tried::Reference, read(&exercise.solution())?),
        ];
        for path in self.workbook.catalog.wrong_answers(exercise)? {
            let text = read(&path)?;
            if let Ok(WrongAnswer { rejection, .. }) = WrongAnswer::parse(&text) {
                let name = path.file_name().unwrap_or_default();
                let file = name.to_string_lossy().into_owned();
                answers.push((Tried::Wrong { file, rejection }, text));
            }
        }
        Ok(answers)
    }
}

/// Of the tests, the one that has to reject, and of the files the one that it is in. If the compiler has to reject,
/// all files, and none of their tests.
fn declared(rejection: &Rejection, suites: &[Suite]) -> Vec<Suite> {
    let mut suites = suites.to_vec();
    for suite in &mut suites {
        suite
            .tests
            .retain(|test| matches!(rejection, Rejection::Test { name, .. } if *name == test.name));
    }
    if let Rejection::Test { .. } = rejection {
        suites.retain(|suite| !suite.tests.is_empty());
    }
    suites
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
        Verdict::Passed if checked.tested.is_empty() => "it compiles".to_owned(),
        Verdict::Passed => "it passes every test that was run".to_owned(),
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
