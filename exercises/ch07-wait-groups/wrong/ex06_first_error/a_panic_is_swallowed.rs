//! Mistake: each thread is joined, and the outcome thrown away, so that a panic is taken for success.
//! Rejected by: a_panic_stops_the_rest_and_goes_on

use std::sync::{Mutex, PoisonError};
use std::thread;

use super::sync::atomic::{AtomicBool, Ordering};

/// Tells jobs that nobody needs their work any more.
#[derive(Default)]
pub struct Stop {
    asked: AtomicBool,
}

impl Stop {
    pub fn ask(&self) {
        self.asked.store(true, Ordering::Release);
    }

    /// For the jobs, which look at it from time to time.
    pub fn is_asked(&self) -> bool {
        self.asked.load(Ordering::Acquire)
    }
}

/// Asks the others to stop if it is dropped by a panic.
struct StopOnPanic<'a>(&'a Stop);

impl Drop for StopOnPanic<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.ask();
        }
    }
}

/// Runs all `jobs` at the same time, until all have succeeded or one has failed.
///
/// # Panics
///
/// If a job does, once all have ended.
pub fn try_all<E, F>(jobs: Vec<F>) -> Result<(), E>
where
    F: FnOnce(&Stop) -> Result<(), E> + Send,
    E: Send,
{
    let stop = Stop::default();
    let first = Mutex::new(None);
    thread::scope(|scope| {
        let mut threads = Vec::new();
        for job in jobs {
            let (stop, first) = (&stop, &first);
            threads.push(scope.spawn(move || {
                let _guard = StopOnPanic(stop);
                if let Err(error) = job(stop) {
                    first
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .get_or_insert(error);
                    stop.ask();
                }
            }));
        }
        for thread in threads {
            let _ = thread.join();
        }
    });
    match first.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(error) => Err(error),
        None => Ok(()),
    }
}
