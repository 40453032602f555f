//! Mistake: the results come through a channel, which does not say that a job panicked.
//! Rejected by: a_panic_stops_the_rest_and_goes_on (times out)

use std::sync::mpsc::channel;
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
    let mut first = None;
    let (results, ended) = channel();
    thread::scope(|scope| {
        for job in jobs {
            let (stop, results) = (&stop, results.clone());
            scope.spawn(move || {
                let _ = results.send(job(stop));
            });
        }
        drop(results);
        for result in ended {
            if let Err(error) = result {
                first.get_or_insert(error);
                stop.ask();
            }
        }
    });
    match first {
        Some(error) => Err(error),
        None => Ok(()),
    }
}
