//! `wait` waits for every job and for what the jobs start, on real threads.

#[cfg_attr(not(solution), path = "../ex04_add_inside.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch07-wait-groups/ex04_add_inside.rs"
)]
mod exercise;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::{sync, thread};

use exercise::Crew;
use support::unwind::panic_on_purpose;
use sync::{Arc, Barrier};

/// A crew without jobs has nothing to wait for.
#[support::test]
fn no_job_no_wait() {
    Crew::new().wait();
}

/// Every job that was given to the crew has ended when `wait` returns.
#[support::test]
fn wait_waits_for_every_job() {
    let crew = Crew::new();
    let ended = Arc::new(AtomicUsize::new(0));
    for _ in 0..8 {
        let ended = Arc::clone(&ended);
        crew.spawn(move |_| {
            thread::yield_now();
            ended.fetch_add(1, Ordering::Relaxed);
        });
    }
    crew.wait();
    assert_eq!(
        ended.load(Ordering::Relaxed),
        8,
        "`wait` returned while jobs were running, or before they had begun"
    );
}

/// What a job starts, and what that starts in turn, has ended as well.
#[support::test]
fn wait_waits_for_what_jobs_start() {
    fn grow(crew: &Crew, depth: usize, ended: Arc<AtomicUsize>) {
        if depth > 0 {
            for _ in 0..2 {
                let ended = Arc::clone(&ended);
                crew.spawn(move |crew| grow(crew, depth - 1, ended));
            }
        }
        ended.fetch_add(1, Ordering::Relaxed);
    }
    let crew = Crew::new();
    let ended = Arc::new(AtomicUsize::new(0));
    grow(&crew, 4, Arc::clone(&ended));
    crew.wait();
    assert_eq!(
        ended.load(Ordering::Relaxed),
        31,
        "each job starts two more, four deep"
    );
}

/// The jobs run at the same time: each can wait for all others.
#[support::test]
fn the_jobs_run_at_the_same_time() {
    let crew = Crew::new();
    let meeting = Arc::new(Barrier::new(4));
    for _ in 0..4 {
        let meeting = Arc::clone(&meeting);
        crew.spawn(move |_| {
            // Nobody gets past this unless all four are here.
            meeting.wait();
        });
    }
    crew.wait();
}

/// A job that panics has ended: `wait` does not wait for it for ever.
#[support::test]
fn a_job_that_panics_has_ended() {
    let crew = Crew::new();
    crew.spawn(|_| panic_on_purpose());
    crew.spawn(|crew| {
        crew.spawn(|_| panic_on_purpose());
    });
    crew.wait();
}
