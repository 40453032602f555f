//! Judging many answers, each in a place of its own: by authors, who try what they declare, and by
//! instructors, who grade what others wrote.
//!
//! What the tests stand on is built once (`recipe`). An answer and its tests then get a folder of their own,
//! in which the compiler is called without cargo (`compile`), and each test runs as in a check. Nothing is
//! shared but what is only read, so any number of answers can be judged at a time. What their processes may
//! do is for the [`Containment`] to enforce.

mod compile;
mod place;
mod recipe;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context as _;
use tokio::task::JoinSet;

use crate::catalog::{Catalog, Exercise, Test};
use crate::check::Checked;
use crate::check::event::{self, Diagnostic, Outcome, Tested, Verdict};
use crate::check::run::{self, Ground, Run};
use crate::check::slots::Slots;
use crate::scratch::Scratch;
use crate::stubs::Stubs;

use compile::{Compiled, Job};
use place::{Place, Places};
use recipe::Recipes;

pub use crate::check::containment::{Containment, Ended, Limit, Limits, Purpose, Task, Trusting};
pub use recipe::wrapper;

/// Judges answers to the exercises of one tree.
#[derive(Clone, Debug)]
pub struct Judge {
    scratch: Scratch,
    places: Arc<Places>,
    recipes: Arc<Recipes>,
    containment: Arc<dyn Containment>,
    slots: Slots,
}

/// A file of tests, and what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suite {
    /// The test target: the name of the file, without `.rs`.
    pub target: String,
    /// Its tests, in their order. Of a file without any it is only seen whether it compiles with an answer.
    pub tests: Vec<Test>,
    /// The text of the file.
    pub text: String,
    /// Whether nobody is to see it whose answer is judged by it. Its file then has another name in each
    /// judgment, so that an answer cannot include it.
    pub hidden: bool,
}

/// What was found about an answer.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The verdict, what the compiler said and how each test ended.
    pub checked: Checked,
    /// Files that the answer had the compiler read, and that are not its own. Such an answer is not run.
    pub foreign: Vec<String>,
}

impl Judge {
    /// Prepares a tree at `at` with the exercises of `catalog`, as they are in its tree but for the learner's
    /// files, and builds what their tests stand on. `wrapper` is an executable whose `main` begins with
    /// [`wrapper`]; its own is what most will give.
    ///
    /// # Errors
    ///
    /// If the tree cannot be made, or cargo fails.
    pub async fn prepare(
        catalog: &Catalog,
        at: &Path,
        stubs: &Stubs,
        wrapper: &Path,
        containment: Arc<dyn Containment>,
    ) -> anyhow::Result<Self> {
        let scratch = Scratch::prepare(&catalog.root, at, stubs)?;
        let recipes = Recipes::of(scratch.root(), &scratch.target(), catalog, wrapper)
            .await
            .context("what the tests stand on cannot be built")?;
        Ok(Self {
            scratch,
            places: Arc::new(Places::new().context("no folder can be made to judge answers in")?),
            recipes: Arc::new(recipes),
            containment,
            slots: Slots::default(),
        })
    }

    /// The same, with `jobs` compilers and computing tests at a time, in place of one for each processor.
    #[must_use]
    pub fn with_jobs(self, jobs: NonZero<usize>) -> Self {
        Self {
            slots: Slots::new(jobs.get()),
            ..self
        }
    }

    /// What the compiler says of its version.
    pub fn toolchain(&self) -> &str {
        &self.recipes.version
    }

    /// The course's own tests of an exercise.
    ///
    /// # Errors
    ///
    /// If a test file cannot be read, or there is none.
    pub fn suites(&self, catalog: &Catalog, exercise: &Exercise) -> anyhow::Result<Vec<Suite>> {
        let mut suites: Vec<Suite> = Vec::new();
        for test in catalog.tests(exercise)? {
            if let Some(suite) = suites.iter_mut().find(|it| it.target == test.target) {
                suite.tests.push(test);
                continue;
            }
            let path = self.scratch.root().join(exercise.test_file(&test.target));
            let text = fs::read_to_string(&path)
                .with_context(|| format!("{} cannot be read", path.display()))?;
            suites.push(Suite {
                target: test.target.clone(),
                tests: vec![test],
                text,
                hidden: false,
            });
        }
        if suites.is_empty() {
            anyhow::bail!("{} has no tests", exercise.id());
        }
        Ok(suites)
    }

    /// Judges one answer by these tests.
    ///
    /// It never fails: if the answer cannot be judged, the verdict is [`Verdict::NotChecked`].
    pub async fn judge(&self, exercise: &Exercise, answer: &str, suites: &[Suite]) -> Judged {
        let start = Instant::now();
        let mut findings = Findings::default();
        let (verdict, reason) = match self.verdict(exercise, answer, suites, &mut findings).await {
            Ok(verdict) => verdict,
            Err(error) => (
                Verdict::NotChecked,
                Some(format!("it cannot be judged: {error}")),
            ),
        };
        let tests: usize = suites.iter().map(|it| it.tests.len()).sum();
        let passed = |one: &&Tested| one.outcome == Outcome::Passed;
        Judged {
            checked: Checked {
                ended: event::Ended {
                    exercise: exercise.id(),
                    verdict,
                    reason,
                    passed: findings.tested.iter().filter(passed).count(),
                    tests,
                    seconds: start.elapsed().as_secs_f64(),
                },
                diagnostics: findings.diagnostics,
                tested: findings.tested,
            },
            foreign: findings.foreign,
        }
    }

    async fn verdict(
        &self,
        exercise: &Exercise,
        answer: &str,
        suites: &[Suite],
        findings: &mut Findings,
    ) -> io::Result<(Verdict, Option<String>)> {
        // Taken before there is a folder, so that there are not more folders than compilers and tests.
        let compiler = self.slots.compute().await;
        let place = self.places.place(&self.scratch, exercise, answer)?;
        let read = vec![self.scratch.target().join("debug").join("deps")];
        let ground = self.ground(&place, exercise, read, place.out());
        let mut runs = Vec::new();
        let mut names = Vec::new();
        for suite in suites {
            let file = file_name(suite)?;
            let Compiled {
                artifact,
                diagnostics,
                reason,
                foreign,
            } = self
                .compile(&place, &ground, exercise, suite, &file)
                .await?;
            if !foreign.is_empty() {
                findings.foreign = foreign;
                let reason = "it reads files that are not its own".to_owned();
                return Ok((Verdict::DoesNotCompile, Some(reason)));
            }
            // Nobody is to read the lines of a hidden test in a message of the compiler's.
            if artifact.is_none() && !suite.hidden {
                findings.diagnostics = diagnostics;
                return Ok((Verdict::DoesNotCompile, reason));
            }
            names.extend(suite.tests.iter().map(|_| file.clone()));
            runs.extend(suite.tests.iter().map(|test| Run {
                executable: artifact.clone(),
                harness_name: test.name.clone(),
                test: test.clone(),
                limit: exercise.limit,
                replay: None,
            }));
        }
        drop(compiler);
        let mut running = JoinSet::new();
        for (index, run) in runs.into_iter().enumerate() {
            // Its own executable and no other, for those of hidden tests hold their texts; and a folder of its
            // own, for one test could leave there what another is not to know.
            let read = run.executable.clone().into_iter().collect();
            let ground = self.ground(&place, exercise, read, place.temporary(index)?);
            let slots = self.slots.clone();
            running.spawn(async move { Ok((index, run::one(run, &ground, &slots).await?)) });
        }
        let mut tested = Vec::new();
        while let Some(one) = running.join_next().await {
            let one: io::Result<(usize, Tested)> = one.map_err(io::Error::other)?;
            tested.push(one?);
        }
        tested.sort_by_key(|(index, _)| *index);
        let tested = tested.into_iter().map(|(index, mut one)| {
            if one.target != names[index] {
                call_by_target(&mut one, &names[index]);
            }
            one
        });
        findings.tested = tested.collect();
        let failed = |one: &Tested| one.outcome != Outcome::Passed;
        Ok(match findings.tested.iter().any(failed) {
            true => (Verdict::Failed, None),
            false => (Verdict::Passed, None),
        })
    }

    async fn compile(
        &self,
        place: &Place,
        ground: &Ground,
        exercise: &Exercise,
        suite: &Suite,
        file: &str,
    ) -> io::Result<Compiled> {
        let recipe = self
            .recipes
            .get(&exercise.chapter, &suite.target, &exercise.name)?;
        let source = format!("exercises/{}/tests/{file}.rs", exercise.chapter);
        let path = place.root().join(&source);
        fs::write(&path, &suite.text)?;
        let job = Job {
            recipe: &recipe,
            rustc: &self.recipes.rustc,
            is_run: !suite.tests.is_empty(),
            source: &source,
            answer: &format!("exercises/{}.rs", exercise.id()),
            out: &place.out(),
        };
        let compiled = compile::compile(&job, ground).await;
        if suite.hidden {
            fs::remove_file(&path)?;
        }
        compiled
    }

    /// Where a compiler or a test runs that reads, besides what all do, `readable`, and writes to `writable`.
    fn ground(
        &self,
        place: &Place,
        exercise: &Exercise,
        mut readable: Vec<PathBuf>,
        writable: PathBuf,
    ) -> Ground {
        readable.extend([self.recipes.sysroot.clone(), place.root()]);
        // The linker, and the compiler that a test may call, are found as they are by cargo.
        let mut environment: BTreeMap<OsString, OsString> = ["PATH", "LANG", "SystemRoot", "LIB"]
            .into_iter()
            .filter_map(|name| Some((name.into(), std::env::var_os(name)?)))
            .collect();
        environment.insert("RUSTC".into(), self.recipes.rustc.clone().into());
        for name in ["TMPDIR", "TMP", "TEMP", "HOME"] {
            environment.insert(name.into(), writable.clone().into());
        }
        Ground {
            root: place.root(),
            folder: place.root().join("exercises").join(&exercise.chapter),
            containment: Arc::clone(&self.containment),
            environment,
            readable,
            writable,
        }
    }
}

/// What the file of a suite is called while it is compiled, without `.rs`.
fn file_name(suite: &Suite) -> io::Result<String> {
    Ok(match suite.hidden {
        true => format!(
            "hidden_{:016x}",
            getrandom::u64().map_err(io::Error::other)?
        ),
        false => suite.target.clone(),
    })
}

/// Puts the target for the name that its file had this time: what is found is the same each time.
fn call_by_target(tested: &mut Tested, file: &str) {
    let target = tested.target.clone();
    let call = |text: &mut String| *text = text.replace(file, &target);
    call(&mut tested.output);
    for panic in &mut tested.panics {
        call(&mut panic.file);
        call(&mut panic.message);
    }
    if let Some(interleaving) = &mut tested.interleaving {
        call(&mut interleaving.failure.message);
        for place in interleaving.places() {
            call(&mut place.file);
        }
    }
}

#[derive(Default)]
struct Findings {
    diagnostics: Vec<Diagnostic>,
    tested: Vec<Tested>,
    foreign: Vec<String>,
}
