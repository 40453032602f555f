//! Mistake: only an error stops the rest; a panic leaves them running for ever.
//! Rejected by: a_panic_stops_the_rest_and_goes_on (times out)

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
        for job in jobs {
            let (stop, first) = (&stop, &first);
            scope.spawn(move || {
                if let Err(error) = job(stop) {
                    // Before the others are asked to stop, so that no error that comes of that can
                    // be the first.
                    first
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .get_or_insert(error);
                    stop.ask();
                }
            });
        }
    });
    match first.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(error) => Err(error),
        None => Ok(()),
    }
}
