//! However many jobs wait at the same time, two threads are enough.

#[cfg_attr(not(solution), path = "../ex04_many.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch06-threads-tasks/ex04_many.rs")]
mod exercise;

use std::collections::HashSet;
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, ThreadId};
use std::time::Duration;

use exercise::run_all;
use support::process::wait_until_at_rest_or;
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

/// The threads on which jobs have run.
#[derive(Default)]
struct Threads {
    seen: Mutex<Seen>,
    changed: Condvar,
}

#[derive(Default)]
struct Seen {
    threads: HashSet<ThreadId>,
    /// Nobody is held any more.
    released: bool,
}

impl Threads {
    fn note(&self) {
        let mut seen = self.seen.lock().expect("not poisoned");
        seen.threads.insert(thread::current().id());
        self.changed.notify_all();
    }

    /// Notes this thread, and holds it until there is a third one, or it is sure that there will be none.
    fn note_and_hold(&self) {
        self.note();
        let seen = self.seen.lock().expect("not poisoned");
        let held = |seen: &mut Seen| !seen.released && seen.threads.len() <= 2;
        drop(self.changed.wait_while(seen, held).expect("not poisoned"));
    }

    /// Lets go of those that are held, once nobody is left who could be the third.
    fn release(&self) {
        let seen = self.seen.lock().expect("not poisoned");
        let none = |seen: &mut Seen| seen.threads.is_empty();
        drop(self.changed.wait_while(seen, none).expect("not poisoned"));
        wait_until_at_rest_or(|| self.all().len() > 2);
        self.seen.lock().expect("not poisoned").released = true;
        self.changed.notify_all();
    }

    fn all(&self) -> HashSet<ThreadId> {
        self.seen.lock().expect("not poisoned").threads.clone()
    }
}

/// A hundred jobs that wait for each other have run on two threads, and on no third.
#[support::test]
fn two_threads_are_enough() {
    support::alone!({
        let meeting = Arc::new(Barrier::new(100));
        let threads = Arc::new(Threads::default());
        let jobs = (0..100).map(|_| {
            let (meeting, threads) = (Arc::clone(&meeting), Arc::clone(&threads));
            async move {
                // A job must not block its thread. These do so that a third thread, if there is one, has to take
                // a job: otherwise it would be chance whether it does before the first two have taken all.
                threads.note_and_hold();
                meeting.wait().await;
                threads.note();
            }
        });
        let observer = Arc::clone(&threads);
        thread::spawn(move || observer.release());
        run_all(jobs.collect());
        let threads = threads.all();
        assert!(
            threads.len() <= 2,
            "100 waiting jobs took more than two threads: a task that waits needs none"
        );
        assert!(
            !threads.contains(&thread::current().id()),
            "a job ran on the caller's thread, which only waits: was it spawned?"
        );
    });
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
    assert_not_a_thread_each();
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

/// Ten thousand threads are more than some systems have, and each says so in a way of its own.
fn assert_not_a_thread_each() {
    let meeting = Arc::new(Barrier::new(100));
    let threads = Arc::new(Threads::default());
    let jobs = (0..100).map(|_| {
        let (meeting, threads) = (Arc::clone(&meeting), Arc::clone(&threads));
        async move {
            threads.note();
            meeting.wait().await;
        }
    });
    run_all(jobs.collect());
    assert!(
        threads.all().len() < 100,
        "100 waiting jobs had a thread each: 10,000 would need as many"
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
