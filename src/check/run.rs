//! Running the tests of one exercise, each in a process of its own.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Duration;

use interleaving::replay::Schedule;
use tokio::process::Command;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinSet;

use super::event::{Event, Outcome, Tested};
use super::process::{self, Captured, Finished};
use super::report::{self, Report};
use crate::catalog::Test;

/// How many tests of an exercise run at a time. A deadlocked test uses no processor, so a few more
/// than there are cores let an exercise with many deadlocks end after one limit or two.
const AT_A_TIME: usize = 4;

/// Where a test's body begins and ends in its output: `support::case` writes it.
const OUTPUT_MARK: u8 = 0x1e;

/// The environment variable that names the schedule to follow: `support::model` reads it.
const REPLAY: &str = "WORKBOOK_REPLAY";

/// One test to run.
pub(super) struct Run {
    pub(super) root: PathBuf,
    /// Where the test runs, as under `cargo test`: the folder of its package.
    pub(super) folder: PathBuf,
    /// The executable that was built for its target, if one was.
    pub(super) executable: Option<PathBuf>,
    /// What the harness in the executable calls the test.
    pub(super) harness_name: String,
    pub(super) test: Test,
    pub(super) limit: Duration,
    /// The schedule that its model is to follow.
    pub(super) replay: Option<Schedule>,
}

/// Runs all tests and returns how many passed. An error is a failure to run them at all.
pub(super) async fn all(runs: Vec<Run>, events: &UnboundedSender<Event>) -> io::Result<usize> {
    let reports = tempfile::Builder::new().prefix("workbook-").tempdir()?;
    let mut listed: HashMap<PathBuf, HashSet<String>> = HashMap::new();
    for run in &runs {
        if let Some(executable) = &run.executable
            && !listed.contains_key(executable)
        {
            listed.insert(executable.clone(), list(executable, run).await?);
        }
    }
    let mut waiting = runs.into_iter().enumerate();
    let mut running = JoinSet::new();
    let mut passed = 0;
    loop {
        while running.len() < AT_A_TIME
            && let Some((index, run)) = waiting.next()
        {
            let report = reports.path().join(index.to_string());
            let executable = run.executable.clone().filter(|executable| {
                listed
                    .get(executable)
                    .is_some_and(|names| names.contains(&run.harness_name))
            });
            running.spawn(async move {
                match executable {
                    Some(executable) => one(run, &executable, &report).await,
                    // The test is not in the executable, so nobody can vouch for it.
                    None => Ok(tested(run.test, Outcome::NotReported { status: None })),
                }
            });
        }
        let Some(tested) = running.join_next().await else {
            return Ok(passed);
        };
        let tested = tested.map_err(io::Error::other)??;
        passed += usize::from(tested.outcome == Outcome::Passed);
        let _ = events.send(Event::Tested(tested));
    }
}

async fn one(run: Run, executable: &Path, report_path: &Path) -> io::Result<Tested> {
    let mut command = command(executable, &run);
    command.args([
        "--exact",
        &run.harness_name,
        "--nocapture",
        "--test-threads=1",
    ]);
    command.env(report::VARIABLE, report_path);
    match &run.replay {
        Some(schedule) => {
            let path = report_path.with_extension("schedule");
            std::fs::write(&path, schedule.text())?;
            command.env(REPLAY, path);
        }
        None => {
            command.env_remove(REPLAY);
        }
    }
    let finished = process::run(command, run.limit, super::OUTPUT_LIMIT / 2).await?;
    // No report at all is what a process leaves that ended before its test began.
    let text = std::fs::read(report_path).unwrap_or_default();
    let mut report = Report::parse(&String::from_utf8_lossy(&text));
    let panics = report.panics.iter_mut().map(|it| &mut it.file);
    let steps = report.interleaving.iter_mut().flat_map(|it| it.places());
    for file in panics.chain(steps.map(|it| &mut it.file)) {
        if let Ok(relative) = Path::new(file).strip_prefix(&run.root) {
            *file = super::slashed(relative);
        }
    }
    let outcome = outcome(&finished, &report, run.limit);
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

fn command(executable: &Path, run: &Run) -> Command {
    let mut command = Command::new(executable);
    command.current_dir(&run.folder);
    // A learner can never accept a wrong answer as the new snapshot.
    command
        .env("INSTA_UPDATE", "no")
        .env("INSTA_WORKSPACE_ROOT", &run.root);
    command.env("CARGO_MANIFEST_DIR", &run.folder);
    command
        .env("NO_COLOR", "1")
        .env_remove("RUST_BACKTRACE")
        .env_remove("RUST_TEST_THREADS");
    command
}

/// The names of the tests that the executable really holds.
async fn list(executable: &Path, run: &Run) -> io::Result<HashSet<String>> {
    let mut command = command(executable, run);
    command.args(["--list", "--format", "terse"]);
    let finished = process::run(command, run.limit, super::OUTPUT_LIMIT).await?;
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

fn outcome(finished: &Finished, report: &Report, limit: Duration) -> Outcome {
    let Some(status) = finished.status else {
        return Outcome::TimedOut {
            limit_seconds: limit.as_secs(),
        };
    };
    if let Some(signal) = signal(status) {
        return Outcome::Crashed { signal };
    }
    match report.passed {
        Some(true) if status.success() => Outcome::Passed,
        // The body returned, but the process did not end well: nothing vouches for the test.
        Some(true) | None => Outcome::NotReported {
            status: status.code(),
        },
        Some(false) => Outcome::Failed,
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<String> {
    use std::os::unix::process::ExitStatusExt;

    let number = status.signal()?;
    let name = [
        (4, "SIGILL"),
        (6, "SIGABRT"),
        (8, "SIGFPE"),
        (9, "SIGKILL"),
        (11, "SIGSEGV"),
    ]
    .into_iter()
    .find(|(known, _)| *known == number);
    Some(name.map_or_else(|| format!("signal {number}"), |(_, name)| name.to_owned()))
}

#[cfg(not(unix))]
fn signal(status: ExitStatus) -> Option<String> {
    // On Windows an abort and a stack overflow are exit codes with the top bits set.
    let code = status.code().filter(|code| *code < 0)?;
    Some(format!("{:#010X}", code.cast_unsigned()))
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
