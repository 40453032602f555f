//! `wait` waits for every job and for what the jobs start, in every interleaving.

#[cfg_attr(not(solution), path = "../ex04_add_inside.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch07-wait-groups/ex04_add_inside.rs"
)]
mod exercise;

use exercise::Crew;
use support::model::Model;
use support::sync::Arc;
use support::sync::atomic::{AtomicBool, Ordering};
use support::{sync, thread};

/// `wait` does not return before the job has ended, however late that begins or early it ends.
#[support::test]
fn wait_waits_for_the_job() {
    support::model(|| {
        let crew = Crew::new();
        let ended = Arc::new(AtomicBool::new(false));
        crew.spawn({
            let ended = Arc::clone(&ended);
            move |_| ended.store(true, Ordering::Relaxed)
        });
        crew.wait();
        assert!(
            ended.load(Ordering::Relaxed),
            "`wait` returned before the job had ended"
        );
    });
}

/// Two wait, and neither returns before the job has ended.
#[support::test]
fn two_wait_for_the_job() {
    Model::new().preemptions(2).check(|| {
        let crew = Crew::new();
        let ended = Arc::new(AtomicBool::new(false));
        crew.spawn({
            let ended = Arc::clone(&ended);
            move |_| ended.store(true, Ordering::Relaxed)
        });
        let wait = move |crew: &Crew| {
            crew.wait();
            assert!(
                ended.load(Ordering::Relaxed),
                "`wait` returned before the job had ended: nobody else's `wait` may keep it from waiting"
            );
        };
        let other = thread::spawn({
            let (crew, wait) = (crew.clone(), wait.clone());
            move || wait(&crew)
        });
        wait(&crew);
        other.join().unwrap();
    });
}

/// `wait` does not return before a job has ended that a job of the crew started.
#[support::test]
fn wait_waits_for_what_the_job_starts() {
    support::model(|| {
        let crew = Crew::new();
        let ended = Arc::new(AtomicBool::new(false));
        crew.spawn({
            let ended = Arc::clone(&ended);
            move |crew| crew.spawn(move |_| ended.store(true, Ordering::Relaxed))
        });
        crew.wait();
        assert!(
            ended.load(Ordering::Relaxed),
            "`wait` returned before the job had ended that the first one started"
        );
    });
}
