//! The first error wins; the rest are stopped, and awaited.

#[cfg_attr(not(solution), path = "../ex06_first_error.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch07-wait-groups/ex06_first_error.rs"
)]
mod exercise;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;

use exercise::{Stop, try_all};
use support::unwind::panic_on_purpose;

/// Std's `sync`, with a flag that can be told what to do when it has been set.
mod sync {
    pub mod atomic {
        pub use std::sync::atomic::Ordering;

        use std::cell::RefCell;
        use std::ops::Deref;
        use std::sync::atomic;

        thread_local! {
            static ONCE_SET: RefCell<Option<Box<dyn FnOnce()>>> = const { RefCell::new(None) };
        }

        /// Calls `what` when this thread has set a flag, before the thread goes on.
        pub fn once_set(what: impl FnOnce() + 'static) {
            ONCE_SET.set(Some(Box::new(what)));
        }

        /// Std's but for [`once_set`].
        #[derive(Default)]
        pub struct AtomicBool(atomic::AtomicBool);

        impl AtomicBool {
            pub fn store(&self, value: bool, order: Ordering) {
                self.0.store(value, order);
                if let Some(what) = ONCE_SET.take() {
                    what();
                }
            }
        }

        impl Deref for AtomicBool {
            type Target = atomic::AtomicBool;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }
    }
}

type Job<'a> = Box<dyn FnOnce(&Stop) -> Result<(), &'static str> + Send + 'a>;

/// A job that works on until it is asked to stop, takes a while to tidy up, and counts itself then.
fn until_stopped<'a>(ended: &'a AtomicUsize, outcome: Result<(), &'static str>) -> Job<'a> {
    Box::new(move |stop| {
        while !stop.is_asked() {
            thread::yield_now();
        }
        for _ in 0..100 {
            thread::yield_now();
        }
        ended.fetch_add(1, Ordering::Relaxed);
        outcome
    })
}

/// If all succeed, so does the whole.
#[support::test]
fn all_succeed() {
    let done = AtomicUsize::new(0);
    let job = |_: &Stop| -> Result<(), &str> {
        done.fetch_add(1, Ordering::Relaxed);
        Ok(())
    };
    assert_eq!(try_all(vec![job; 5]), Ok(()));
    assert_eq!(done.into_inner(), 5, "each job runs once");
    assert_eq!(try_all(Vec::<Job>::new()), Ok(()), "no job, no failure");
}

/// The jobs run at the same time: each can wait for all others.
#[support::test]
fn the_jobs_run_at_the_same_time() {
    let meeting = Barrier::new(4);
    let job = |_: &Stop| -> Result<(), &str> {
        // Nobody gets past this unless all four are here.
        meeting.wait();
        Ok(())
    };
    assert_eq!(try_all(vec![job; 4]), Ok(()));
}

/// When one fails, the rest are asked to stop.
#[support::test]
fn a_failure_stops_the_rest() {
    let ended = AtomicUsize::new(0);
    let jobs: Vec<Job> = vec![
        until_stopped(&ended, Ok(())),
        Box::new(|_| Err("no route to host")),
        until_stopped(&ended, Ok(())),
    ];
    assert_eq!(try_all(jobs), Err("no route to host"));
}

/// When one fails, the rest are awaited before its error is returned.
#[support::test]
fn the_rest_are_awaited() {
    let ended = AtomicUsize::new(0);
    let jobs: Vec<Job> = vec![
        Box::new(|_| Err("no route to host")),
        until_stopped(&ended, Ok(())),
        until_stopped(&ended, Ok(())),
    ];
    let _ = try_all(jobs);
    assert_eq!(
        ended.into_inner(),
        2,
        "`try_all` returned while a job was still running"
    );
}

/// The error is the one that came first in time, not the one of the first job.
#[support::test]
fn the_first_error_in_time_wins() {
    let ended = AtomicUsize::new(0);
    let jobs: Vec<Job> = vec![
        until_stopped(&ended, Err("stopped")),
        until_stopped(&ended, Err("stopped")),
        Box::new(|_| Err("no route to host")),
        until_stopped(&ended, Err("stopped")),
    ];
    assert_eq!(
        try_all(jobs),
        Err("no route to host"),
        "\"stopped\" says only that some other job had failed before"
    );
}

/// The error is there before anybody is asked to stop, so that none that comes of this can be the first.
#[support::test]
fn the_error_is_stored_before_others_are_asked_to_stop() {
    let ended = Arc::new(AtomicUsize::new(0));
    let stopped = || -> Job {
        let ended = Arc::clone(&ended);
        Box::new(move |stop| {
            while !stop.is_asked() {
                thread::yield_now();
            }
            ended.fetch_add(1, Ordering::Relaxed);
            Err("stopped")
        })
    };
    let all_ended = Arc::clone(&ended);
    let jobs: Vec<Job> = vec![
        stopped(),
        stopped(),
        Box::new(move |_| {
            // Once this thread has asked the others to stop, it lets them go first.
            sync::atomic::once_set(move || {
                while all_ended.load(Ordering::Relaxed) < 2 {
                    thread::yield_now();
                }
                for _ in 0..10_000 {
                    thread::yield_now();
                }
            });
            Err("no route to host")
        }),
    ];
    assert_eq!(
        try_all(jobs),
        Err("no route to host"),
        "the others were asked to stop, and reported that, before the error that was the reason was stored"
    );
}

/// One that succeeds stops nobody.
#[support::test]
fn a_success_stops_nobody() {
    let succeeded = AtomicUsize::new(0);
    let jobs: Vec<Job> = vec![
        Box::new(|_| {
            succeeded.fetch_add(1, Ordering::Release);
            Ok(())
        }),
        Box::new(|stop| {
            while succeeded.load(Ordering::Acquire) == 0 {
                thread::yield_now();
            }
            // Long enough for a request to stop to come, if one does.
            for _ in 0..10_000 {
                thread::yield_now();
                if stop.is_asked() {
                    return Err("stopped, though nothing had failed");
                }
            }
            Ok(())
        }),
    ];
    assert_eq!(try_all(jobs), Ok(()));
}

/// When one panics, the rest are stopped and awaited, and the whole panics.
#[support::test]
fn a_panic_stops_the_rest_and_goes_on() {
    let ended = AtomicUsize::new(0);
    let jobs: Vec<Job> = vec![
        until_stopped(&ended, Ok(())),
        Box::new(|_| panic_on_purpose()),
        until_stopped(&ended, Err("stopped")),
    ];
    let outcome = catch_unwind(AssertUnwindSafe(|| try_all(jobs)));
    assert_eq!(
        ended.into_inner(),
        2,
        "`try_all` returned while a job was still running"
    );
    assert!(
        outcome.is_err(),
        "a job panicked, and its caller was not told: {outcome:?}"
    );
}
