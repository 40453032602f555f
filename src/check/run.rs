//! Running the tests of one exercise, each in a process of its own.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use interleaving::replay::Schedule;
use tokio::process::Command;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinSet;

use super::containment::{Containment, Ended, Limits, Purpose, Task};
use super::event::{Event, Outcome, Panic, Tested};
use super::process::{self, Captured, Finished, Group};
use super::report::{self, Channel, Report};
use super::slots::{Slot, Slots};
use crate::catalog::Test;

/// Where a test's body begins and ends in its output: `support::case` writes it.
const OUTPUT_MARK: u8 = 0x1e;

/// The environment variable that names the schedule to follow: `support::model` reads it.
pub(super) const REPLAY: &str = "WORKBOOK_REPLAY";

/// How often a test is run at most that the machine had no time for.
const TRIES: usize = 3;

/// Where tests run, and what they may do there.
#[derive(Clone, Debug)]
pub(crate) struct Ground {
    /// Below which the paths of the course begin.
    pub(crate) root: PathBuf,
    /// Where the tests run, as under `cargo test`: the folder of their package.
    pub(crate) folder: PathBuf,
    /// Who sees to it that they do nothing else.
    pub(crate) containment: Arc<dyn Containment>,
    /// What they find in their environment, besides what every test finds there.
    pub(crate) environment: BTreeMap<OsString, OsString>,
    /// What they read.
    pub(crate) readable: Vec<PathBuf>,
    /// Where they write.
    pub(crate) writable: PathBuf,
}

/// One test to run.
pub(crate) struct Run {
    /// The executable that was built for its target, if one was.
    pub(crate) executable: Option<PathBuf>,
    /// What the harness in the executable calls the test.
    pub(crate) harness_name: String,
    pub(crate) test: Test,
    pub(crate) limit: Duration,
    /// The schedule that its model is to follow.
    pub(crate) replay: Option<Schedule>,
}

/// Runs all tests and returns how many passed. An error is a failure to run them at all.
pub(super) async fn all(
    mut runs: Vec<Run>,
    ground: &Ground,
    slots: &Slots,
    events: &UnboundedSender<Event>,
) -> io::Result<usize> {
    let mut listed: HashMap<PathBuf, HashSet<String>> = HashMap::new();
    for run in &mut runs {
        let Some(executable) = run.executable.clone() else {
            continue;
        };
        if !listed.contains_key(&executable) {
            listed.insert(
                executable.clone(),
                list(&executable, ground, run.limit).await?,
            );
        }
        // A test that is not in the executable is one that nobody can vouch for.
        run.executable
            .take_if(|_| !listed[&executable].contains(&run.harness_name));
    }
    let mut running = JoinSet::new();
    for run in runs {
        let (ground, slots) = (ground.clone(), slots.clone());
        running.spawn(async move { one(run, &ground, &slots).await });
    }
    let mut passed = 0;
    while let Some(tested) = running.join_next().await {
        let tested = tested.map_err(io::Error::other)??;
        passed += usize::from(tested.outcome == Outcome::Passed);
        let _ = events.send(Event::Tested(tested));
    }
    Ok(passed)
}

/// Runs one test when there is room for it. One that was kept from the processors until its time was over is run
/// again: that was no fault of the answer's.
pub(crate) async fn one(run: Run, ground: &Ground, slots: &Slots) -> io::Result<Tested> {
    let Some(executable) = &run.executable else {
        return Ok(tested(run.test, Outcome::NotReported { status: None }));
    };
    let mut tries = 0;
    let (finished, mut report) = loop {
        tries += 1;
        let mut slot = slots.enter().await;
        let (finished, report) = attempt(executable, &run, ground, &mut slot).await?;
        if finished.status.is_some() || tries == TRIES || !slot.was_starved(run.limit) {
            break (finished, report);
        }
    };
    let panics = report.panics.iter_mut().map(|it| &mut it.file);
    let steps = report.interleaving.iter_mut().flat_map(|it| it.places());
    for file in panics.chain(steps.map(|it| &mut it.file)) {
        if let Ok(relative) = Path::new(file).strip_prefix(&ground.root) {
            *file = super::slashed(relative);
        }
    }
    let ended = match finished.status.map(|it| ground.containment.ended(it)) {
        Some(Ended::NotStarted) => return Err(not_started(&finished)),
        ended => ended,
    };
    let outcome = match outcome(ended, &report, run.limit) {
        Outcome::Passed if report.panics.iter().any(is_of_the_tests) => Outcome::Failed,
        outcome => outcome,
    };
    let mut output = body_output(&finished.stdout);
    output.push_str(&body_output(&finished.stderr));
    Ok(Tested {
        seconds: finished.elapsed.as_secs_f64(),
        panics: report.panics,
        output,
        output_cut: finished.stdout.cut + finished.stderr.cut,
        explored: report.explored,
        preemptions: report.preemptions,
        interleaving: report.interleaving,
        replay: report.replay,
        ..tested(run.test, outcome)
    })
}

/// Runs the test once. No report at all is what a process leaves that ended before its test began.
async fn attempt(
    executable: &Path,
    run: &Run,
    ground: &Ground,
    slot: &mut Slot,
) -> io::Result<(Finished, Report)> {
    let (channel, stdin, reported_to) = Channel::open()?;
    let mut environment = ground.environment.clone();
    environment.insert(report::VARIABLE.into(), reported_to);
    let schedule = run.replay.as_ref().map(Schedule::text);
    let schedule = schedule.map(|text| written(&text, &ground.writable));
    let schedule = schedule.transpose()?;
    if let Some(file) = &schedule {
        environment.insert(REPLAY.into(), file.path().into());
    }
    let arguments = [
        "--exact",
        &run.harness_name,
        "--nocapture",
        "--test-threads=1",
    ];
    let command = command(executable, &arguments, environment, ground, run.limit)?;
    let group = Group::spawn(command, stdin)?;
    let leader = group.id();
    let finished = tokio::select! {
        finished = process::finish(group, run.limit, super::OUTPUT_LIMIT / 2, None) => finished?,
        () = slot.watch(leader) => unreachable!("it never ends"),
    };
    Ok((finished, channel.read().await))
}

/// A file in `folder` that holds this.
fn written(text: &str, folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let file = tempfile::NamedTempFile::new_in(folder)?;
    std::fs::write(file.path(), text)?;
    Ok(file)
}

/// The executable of tests, contained.
fn command(
    executable: &Path,
    arguments: &[&str],
    mut environment: BTreeMap<OsString, OsString>,
    ground: &Ground,
    limit: Duration,
) -> io::Result<Command> {
    // A learner can never accept a wrong answer as the new snapshot.
    environment.insert("INSTA_UPDATE".into(), "no".into());
    environment.insert("INSTA_WORKSPACE_ROOT".into(), ground.root.clone().into());
    environment.insert("CARGO_MANIFEST_DIR".into(), ground.folder.clone().into());
    environment.insert("NO_COLOR".into(), "1".into());
    environment.remove(&OsString::from("RUST_BACKTRACE"));
    environment.remove(&OsString::from("RUST_TEST_THREADS"));
    ground.containment.contain(&Task {
        purpose: Purpose::Test,
        program: executable.to_owned(),
        arguments: arguments.iter().map(OsString::from).collect(),
        folder: ground.folder.clone(),
        environment: environment.into_iter().collect(),
        readable: ground.readable.clone(),
        writable: ground.writable.clone(),
        limits: Limits::of_a_test(limit),
    })
}

/// The names of the tests that the executable really holds.
async fn list(executable: &Path, ground: &Ground, limit: Duration) -> io::Result<HashSet<String>> {
    let arguments = ["--list", "--format", "terse"];
    let environment = ground.environment.clone();
    let command = command(executable, &arguments, environment, ground, limit)?;
    let finished = process::run(command, limit, super::OUTPUT_LIMIT).await?;
    let text = String::from_utf8_lossy(&finished.stdout.bytes).into_owned();
    Ok(text
        .lines()
        .filter_map(|line| line.strip_suffix(": test"))
        .map(str::to_owned)
        .collect())
}

fn tested(test: Test, outcome: Outcome) -> Tested {
    Tested {
        target: test.target,
        name: test.name,
        outcome,
        seconds: 0.0,
        panics: Vec::new(),
        output: String::new(),
        output_cut: 0,
        explored: None,
        preemptions: None,
        interleaving: None,
        replay: None,
    }
}

/// What came of a test whose process ended like this; if with its time, like nothing.
fn outcome(ended: Option<Ended>, report: &Report, limit: Duration) -> Outcome {
    let status = match ended {
        None => {
            return Outcome::TimedOut {
                limit_seconds: limit.as_secs(),
            };
        }
        Some(Ended::Signaled(number)) => {
            return Outcome::Crashed {
                signal: signal(number),
            };
        }
        Some(Ended::Exceeded(limit)) => {
            return Outcome::Crashed {
                signal: format!("its limit: it has used up its {limit}"),
            };
        }
        // On Windows an abort and a stack overflow are exit codes with the top bits set.
        Some(Ended::Exited(status)) if cfg!(windows) && status < 0 => {
            return Outcome::Crashed {
                signal: format!("{:#010X}", status.cast_unsigned()),
            };
        }
        Some(Ended::Exited(status)) => Some(status),
        Some(Ended::NotStarted) => None,
    };
    match report.passed {
        Some(true) if status == Some(0) => Outcome::Passed,
        // The body returned, but the process did not end well: nothing vouches for the test.
        Some(true) | None => Outcome::NotReported { status },
        Some(false) => Outcome::Failed,
    }
}

/// Whether an assertion of the course's own has failed, and not something in the answer. An answer that calls back
/// into the test can catch such a panic, and the test's body returns as if there had been none. What a test
/// throws on purpose is not in the report.
fn is_of_the_tests(panic: &Panic) -> bool {
    panic.file.starts_with("exercises/") && panic.file.contains("/tests/")
}

/// What the containment says that did not come to start the test.
fn not_started(finished: &Finished) -> io::Error {
    let said = String::from_utf8_lossy(&finished.stderr.bytes);
    io::Error::other(format!("a test was not started: {}", said.trim()))
}

fn signal(number: i32) -> String {
    let name = [
        (4, "SIGILL"),
        (6, "SIGABRT"),
        (8, "SIGFPE"),
        (9, "SIGKILL"),
        (11, "SIGSEGV"),
    ]
    .into_iter()
    .find(|(known, _)| *known == number);
    name.map_or_else(|| format!("signal {number}"), |(_, name)| name.to_owned())
}

/// What the body of the test wrote, without the lines of the harness around it.
fn body_output(captured: &Captured) -> String {
    let bytes = &captured.bytes;
    let Some(begin) = bytes.iter().position(|byte| *byte == OUTPUT_MARK) else {
        return String::new();
    };
    let body = &bytes[begin + 1..];
    let end = body
        .iter()
        .rposition(|byte| *byte == OUTPUT_MARK)
        .unwrap_or(body.len());
    String::from_utf8_lossy(&body[..end]).into_owned()
}
