//! A schedule that failed once, followed through a program that was changed.
//!
//! The programs are tests of this file, run in processes of their own: the one that fails leaves the
//! interleaving, and the ones that were mended are asked to follow it.

use std::path::Path;
use std::process::Command;

use support::interleaving::replay::{Replay, Schedule};
use support::sync::atomic::{AtomicUsize, Ordering};
use support::sync::{Arc, Mutex};
use support::thread;

/// The records of the program `name`, as `KIND`, tab, JSON.
fn report(name: &str, follow: Option<&Path>) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("report");
    let mut command = Command::new(std::env::current_exe().expect("this executable"));
    command.args(["--ignored", "--exact", name]);
    command.env("WORKBOOK_REPORT", &path);
    if let Some(follow) = follow {
        command.env("WORKBOOK_REPLAY", follow);
    }
    command.output().expect("it runs");
    std::fs::read_to_string(path).expect("a report")
}

/// The JSON of the record of this kind.
fn record(report: &str, kind: &str) -> Option<String> {
    let mut lines = report.lines();
    let json = lines.find_map(|line| line.strip_prefix(kind)?.strip_prefix('\t'));
    json.map(|json| json.replace("\\\\", "\\"))
}

/// The schedule of a failed interleaving, as the workbook hands it over.
fn schedule(json: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let interleaving = serde_json::from_str(json).expect("an interleaving");
    std::fs::write(file.path(), Schedule::new(&interleaving).text()).expect("written");
    file
}

/// What becomes of the lost update's schedule in the program `mended`.
fn replay(mended: &str) -> Replay {
    let failed = record(&report("lost", None), "interleaving").expect("it fails");
    let file = schedule(&failed);
    let report = report(mended, Some(file.path()));
    assert!(report.ends_with("passed\n"), "{report}");
    serde_json::from_str(&record(&report, "replay").expect("a replay")).expect("one")
}

#[test]
fn in_one_step_the_turns_do_no_harm() {
    let replay = replay("mended_by_one_step");
    support::assert_snapshot!("replay_one_step", replay.text());
}

#[test]
fn with_a_lock_the_other_thread_waits() {
    let replay = replay("mended_by_a_lock");
    support::assert_snapshot!("replay_lock", replay.text());
}

#[test]
fn joined_first_the_turns_are_gone() {
    let replay = replay("mended_by_a_join");
    support::assert_snapshot!("replay_join", replay.text());
}

#[test]
fn a_program_that_still_fails_says_so_itself() {
    let failed = record(&report("lost", None), "interleaving").expect("it fails");
    let file = schedule(&failed);
    let report = report("lost", Some(file.path()));
    let steps = |json: &str| {
        let json: serde_json::Value = serde_json::from_str(json).expect("JSON");
        json["steps"].clone()
    };
    let again = record(&report, "interleaving").expect("it fails again");
    assert_eq!(steps(&again), steps(&failed), "by the same schedule");
    assert_eq!(record(&report, "replay"), None);
}

#[support::test]
#[ignore = "fails, so that its schedule can be followed"]
fn lost() {
    support::model(|| {
        let count = Arc::new(AtomicUsize::new(0));
        let other = Arc::clone(&count);
        let adder = thread::spawn(move || {
            let seen = other.load(Ordering::SeqCst);
            other.store(seen + 1, Ordering::SeqCst);
        });
        let seen = count.load(Ordering::SeqCst);
        count.store(seen + 1, Ordering::SeqCst);
        adder.join().unwrap();
        assert_eq!(count.load(Ordering::SeqCst), 2);
    });
}

#[support::test]
#[ignore = "follows a schedule, when it is asked to"]
fn mended_by_one_step() {
    support::model(|| {
        let count = Arc::new(AtomicUsize::new(0));
        let other = Arc::clone(&count);
        let adder = thread::spawn(move || {
            other.fetch_add(1, Ordering::SeqCst);
        });
        count.fetch_add(1, Ordering::SeqCst);
        adder.join().unwrap();
        assert_eq!(count.load(Ordering::SeqCst), 2);
    });
}

#[support::test]
#[ignore = "follows a schedule, when it is asked to"]
fn mended_by_a_lock() {
    support::model(|| {
        let count = Arc::new(Mutex::new(0));
        let other = Arc::clone(&count);
        let adder = thread::spawn(move || {
            let mut count = other.lock().unwrap();
            let seen = *count;
            *count = seen + 1;
        });
        {
            let mut count = count.lock().unwrap();
            let seen = *count;
            *count = seen + 1;
        }
        adder.join().unwrap();
        assert_eq!(*count.lock().unwrap(), 2);
    });
}

#[support::test]
#[ignore = "follows a schedule, when it is asked to"]
fn mended_by_a_join() {
    support::model(|| {
        let count = Arc::new(AtomicUsize::new(0));
        let other = Arc::clone(&count);
        let seen = count.load(Ordering::SeqCst);
        count.store(seen + 1, Ordering::SeqCst);
        let adder = thread::spawn(move || {
            let seen = other.load(Ordering::SeqCst);
            other.store(seen + 1, Ordering::SeqCst);
        });
        adder.join().unwrap();
        assert_eq!(count.load(Ordering::SeqCst), 2);
    });
}
