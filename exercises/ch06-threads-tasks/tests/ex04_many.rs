//! However many jobs wait at the same time, two threads are enough.

#[cfg_attr(not(solution), path = "../ex04_many.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch06-threads-tasks/ex04_many.rs")]
mod exercise;

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use exercise::run_all;
use support::unwind::{catch, panic_on_purpose};
use tokio::runtime::Handle;
use tokio::sync::{Barrier, oneshot};

/// The results are in the order of the jobs, though the first job ends last.
#[support::test]
fn the_results_are_in_the_order_of_the_jobs() {
    let mut jobs = Vec::new();
    // Each job waits for the one after it.
    let (mut ended, mut after) = oneshot::channel();
    ended.send(()).expect("the job after the last has ended");
    for number in (0..10).rev() {
        let wait_for = after;
        (ended, after) = oneshot::channel();
        jobs.push(async move {
            wait_for.await.expect("the job after this one ends");
            // Nobody waits for the first.
            let _ = ended.send(());
            number
        });
    }
    jobs.reverse();
    assert_eq!(run_all(jobs), (0..10).collect::<Vec<_>>());
}

/// A hundred jobs that wait for each other have run on two threads, and on no third.
#[support::test]
fn two_threads_are_enough() {
    let meeting = Arc::new(Barrier::new(100));
    let seen = Arc::new(Mutex::new(HashSet::new()));
    let jobs = (0..100).map(|_| {
        let (meeting, seen) = (Arc::clone(&meeting), Arc::clone(&seen));
        async move {
            let note = || {
                let mut seen = seen.lock().expect("not poisoned");
                seen.insert(thread::current().id());
            };
            note();
            meeting.wait().await;
            note();
        }
    });
    run_all(jobs.collect());
    let seen = seen.lock().expect("not poisoned");
    assert!(
        seen.len() <= 2,
        "100 waiting jobs took {} threads: a task that waits needs none",
        seen.len()
    );
    assert!(
        !seen.contains(&thread::current().id()),
        "a job ran on the caller's thread, which only waits: was it spawned?"
    );
}

/// The runtime has two workers, whatever the number of processors.
#[support::test]
fn there_are_two_workers() {
    let workers = run_all(vec![async { Handle::current().metrics().num_workers() }]);
    assert_eq!(workers, [2]);
}

/// Ten thousand jobs wait at the same time: none gets on before all are there.
#[support::test]
fn ten_thousand_wait_at_the_same_time() {
    let meeting = Arc::new(Barrier::new(10_000));
    let jobs = (0..10_000).map(|_| {
        let meeting = Arc::clone(&meeting);
        async move { meeting.wait().await.is_leader() }
    });
    let leaders = run_all(jobs.collect());
    assert_eq!(leaders.len(), 10_000);
    assert_eq!(
        leaders.iter().filter(|it| **it).count(),
        1,
        "each job ran once, and one of them came last"
    );
}

/// A job may use a timer.
#[support::test]
fn a_job_may_use_a_timer() {
    let jobs = vec![async { tokio::time::timeout(Duration::from_secs(3600), async { 7 }).await }];
    assert_eq!(run_all(jobs), [Ok(7)]);
}

/// A job may use a socket. (A panic here that speaks of IO says what the runtime was built without.)
#[support::test]
fn a_job_may_use_a_socket() {
    let jobs = vec![async {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await;
        let listener = listener.expect("there is a free port");
        listener.local_addr().is_ok()
    }];
    assert_eq!(run_all(jobs), [true]);
}

/// A panic of a job goes on in the caller, with what it carries.
#[support::test]
fn a_panic_goes_through() {
    let jobs = vec![async { panic_on_purpose() }];
    assert!(
        catch(|| run_all::<_>(jobs)).is_none(),
        "a job panicked, and the caller does not notice"
    );
}

/// No jobs, no results.
#[support::test]
fn no_jobs_are_no_results() {
    assert_eq!(run_all(Vec::<std::future::Ready<u8>>::new()), []);
}
