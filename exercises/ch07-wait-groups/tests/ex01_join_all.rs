//! The results come back in the order of the jobs, whichever ends first, and a panic is a result.

#[cfg_attr(not(solution), path = "../ex01_join_all.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch07-wait-groups/ex01_join_all.rs"
)]
mod exercise;

use std::collections::HashSet;
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Barrier};
use std::thread::{self, ThreadId};

use exercise::join_all;
use support::unwind::panic_on_purpose;

type Job<T> = Box<dyn FnOnce() -> T + Send>;

/// `None` for each job that panicked.
fn results<T>(outcomes: Vec<thread::Result<T>>) -> Vec<Option<T>> {
    outcomes.into_iter().map(Result::ok).collect()
}

/// The results are in the order of the jobs, though the last job ends first.
#[support::test]
fn results_are_in_the_order_of_the_jobs() {
    const JOBS: usize = 32;
    // Each job waits until the one after it has ended.
    let mut jobs: Vec<Job<usize>> = Vec::new();
    let mut before: Option<Receiver<()>> = None;
    for number in (0..JOBS).rev() {
        let (ended, end) = channel();
        let after = before.replace(end);
        jobs.push(Box::new(move || {
            if let Some(after) = after {
                // An error says that the sender is gone, and so is its job.
                let _ = after.recv();
            }
            drop(ended);
            number
        }));
    }
    jobs.reverse();
    let expected: Vec<Option<usize>> = (0..JOBS).map(Some).collect();
    assert_eq!(
        results(join_all(jobs)),
        expected,
        "the jobs end from the last to the first, but the results must stand as the jobs did"
    );
}

/// The jobs run at the same time: each can wait for all others.
#[support::test]
fn the_jobs_run_at_the_same_time() {
    const JOBS: usize = 8;
    let meeting = Arc::new(Barrier::new(JOBS));
    let jobs: Vec<_> = (0..JOBS)
        .map(|_| {
            let meeting = Arc::clone(&meeting);
            // Nobody gets past this unless all are here.
            move || meeting.wait().is_leader()
        })
        .collect();
    let leaders = results(join_all(jobs))
        .into_iter()
        .filter(|leader| *leader == Some(true))
        .count();
    assert_eq!(leaders, 1, "one of those that meet is the leader");
}

/// Each job has a thread of its own, and the caller only waits.
#[support::test]
fn each_job_has_a_thread_of_its_own() {
    let jobs: Vec<_> = (0..8).map(|_| || thread::current().id()).collect();
    let ids: HashSet<ThreadId> = results(join_all(jobs)).into_iter().flatten().collect();
    assert_eq!(ids.len(), 8, "eight jobs, eight threads");
    assert!(
        !ids.contains(&thread::current().id()),
        "the caller's thread must not do a job"
    );
}

/// The panic of one job is its result, and keeps no other from its own.
#[support::test]
fn a_panic_is_the_result_of_its_job() {
    let jobs: Vec<Job<&str>> = vec![
        Box::new(|| "first"),
        Box::new(|| panic_on_purpose()),
        Box::new(|| "third"),
    ];
    assert_eq!(
        results(join_all(jobs)),
        [Some("first"), None, Some("third")],
        "`join` returns an error for a thread that panicked: hand it on, do not unwrap it"
    );
}

/// What comes back for a job that panicked is what its panic carried.
#[support::test]
fn the_payload_of_a_panic_comes_back() {
    let jobs: Vec<Job<()>> = vec![
        Box::new(|| resume_unwind(Box::new(404))),
        Box::new(|| resume_unwind(Box::new("no route to host"))),
    ];
    let mut outcomes = join_all(jobs).into_iter();
    let mut payload = || outcomes.next()?.err();
    let number = payload().and_then(|payload| payload.downcast::<i32>().ok());
    assert_eq!(
        number.as_deref(),
        Some(&404),
        "the first job panicked with a number, which is what its caller must get"
    );
    let text = payload().and_then(|payload| payload.downcast::<&str>().ok());
    assert_eq!(
        text.as_deref(),
        Some(&"no route to host"),
        "the second job panicked with a text, which is what its caller must get"
    );
}

/// No job, no result.
#[support::test]
fn no_job_no_result() {
    let jobs: Vec<fn() -> u8> = Vec::new();
    assert!(join_all(jobs).is_empty());
}
