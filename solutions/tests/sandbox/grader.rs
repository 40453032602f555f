//! The grader, killed: what it had running ends with it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::harness::{Trial, containments, gone, marked};

/// Says to this executable which containment it is to use, as a grader that will be killed.
const AS_GRADER: &str = "SANDBOX_TEST_GRADER";

/// Not a test: the grader that the next one kills.
#[test]
#[ignore = "started by the test that kills it"]
fn a_grader_to_be_killed() {
    let Some(kind) = std::env::var_os(AS_GRADER) else {
        return;
    };
    let (_, containment) = containments()
        .iter()
        .find(|(it, _)| *kind == *it.to_string())
        .expect("there is such a containment");
    let trials: Vec<_> = (0..4)
        .map(|_| Trial::new("daemon-and-wait", [""]))
        .collect();
    let running: Vec<_> = trials
        .iter()
        .map(|it| it.start(containment.as_ref()))
        .collect();
    let marks: Vec<_> = trials.iter().map(|it| it.mark.clone()).collect();
    writeln!(std::io::stderr(), "MARKS {}", marks.join(" ")).expect("written");
    for running in &running {
        let pid = i32::try_from(running.id()).expect("a process's number");
        let pid = rustix::process::Pid::from_raw(pid).expect("not zero");
        super::ended_within(pid, Duration::from_secs(60));
    }
}

/// A grader that is killed by a signal that it cannot catch leaves no process of a task behind.
#[test]
fn nothing_survives_the_grader() {
    for (kind, _) in containments() {
        let mut grader = Command::new(std::env::current_exe().expect("this executable"))
            .args([
                "--exact",
                "grader::a_grader_to_be_killed",
                "--ignored",
                "--nocapture",
            ])
            .env(AS_GRADER, kind.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let stderr = BufReader::new(grader.stderr.take().expect("piped"));
        let marks: Vec<String> = stderr
            .lines()
            .map_while(Result::ok)
            .find_map(|line| {
                let marks = line.strip_prefix("MARKS ")?;
                Some(marks.split(' ').map(str::to_owned).collect())
            })
            .expect("it says what it has running");
        // Killed when the daemons are there: the task, its daemon, and the helper before them.
        while marked(&marks[3]).len() < 4 {
            std::thread::yield_now();
        }
        grader.kill().expect("killed");
        grader.wait().expect("waited for");
        for mark in &marks {
            gone(mark);
            // Its folder could not be removed by the one that was killed.
            let _ = std::fs::remove_dir_all(std::env::temp_dir().join(mark));
        }
    }
}
