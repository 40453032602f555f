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
use sync::{Arc, Barrier, Condvar, Mutex};

/// Jobs take their time: each of these works until it is let go.
#[derive(Clone)]
struct Work(Arc<(Mutex<bool>, Condvar)>);

impl Work {
    fn new() -> Self {
        Self(Arc::new((Mutex::new(true), Condvar::new())))
    }

    fn go_on(&self) {
        let (goes_on, let_go) = &*self.0;
        let goes_on = goes_on.lock().expect("not poisoned");
        drop(let_go.wait_while(goes_on, |goes_on| *goes_on));
    }

    fn let_go(&self) {
        *self.0.0.lock().expect("not poisoned") = false;
        self.0.1.notify_all();
    }
}

/// A crew without jobs has nothing to wait for.
#[support::test]
fn no_job_no_wait() {
    Crew::new().wait();
}

/// Every job that was given to the crew has ended when `wait` returns.
#[support::test]
fn wait_waits_for_every_job() {
    let (crew, work) = (Crew::new(), Work::new());
    let ended = Arc::new(AtomicUsize::new(0));
    for _ in 0..8 {
        let (work, ended) = (work.clone(), Arc::clone(&ended));
        crew.spawn(move |_| {
            work.go_on();
            ended.fetch_add(1, Ordering::Relaxed);
        });
    }
    work.let_go();
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
    let (crew, work) = (Crew::new(), Work::new());
    let ended = Arc::new(AtomicUsize::new(0));
    // Each of two jobs starts two, and each of these two more.
    let all_started = Arc::new(Barrier::new(2 + 4 + 1));
    fn start(
        crew: &Crew,
        depth: usize,
        (work, ended, all_started): (Work, Arc<AtomicUsize>, Arc<Barrier>),
    ) {
        for _ in 0..2 {
            let shared = (work.clone(), Arc::clone(&ended), Arc::clone(&all_started));
            crew.spawn(move |crew| {
                let (work, ended, all_started) = shared.clone();
                if depth > 1 {
                    start(crew, depth - 1, shared);
                    all_started.wait();
                }
                work.go_on();
                ended.fetch_add(1, Ordering::Relaxed);
            });
        }
    }
    start(
        &crew,
        3,
        (work.clone(), Arc::clone(&ended), Arc::clone(&all_started)),
    );
    all_started.wait();
    work.let_go();
    crew.wait();
    assert_eq!(
        ended.load(Ordering::Relaxed),
        2 + 4 + 8,
        "each of two jobs starts two, and each of these two more"
    );
}

/// The jobs run at the same time: each can wait for all others.
#[support::test]
fn the_jobs_run_at_the_same_time() {
    let crew = Crew::new();
    let meeting = Arc::new(Barrier::new(5));
    for _ in 0..4 {
        let meeting = Arc::clone(&meeting);
        crew.spawn(move |_| {
            // Nobody gets past this unless all are here.
            meeting.wait();
        });
    }
    meeting.wait();
    crew.wait();
}

/// A job that panics has ended: `wait` does not wait for it for ever.
#[support::test]
fn a_job_that_panics_has_ended() {
    let (crew, work) = (Crew::new(), Work::new());
    for _ in 0..2 {
        let work = work.clone();
        crew.spawn(move |_| {
            work.go_on();
            panic_on_purpose();
        });
    }
    work.let_go();
    crew.wait();
}
