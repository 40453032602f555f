//! Go's `errgroup`: the first error wins, the rest are stopped, and awaited.
//!
//! `try_all` runs all jobs at the same time, each on a thread of its own, and returns when all have
//! ended.
//!
//! 1. If a job fails, the others are asked to stop. The result is the error that came *first in time*,
//!    and not one that a job returned because it was asked to stop.
//! 2. If a job panics, the others are asked to stop as well. `try_all` panics once all have ended.
//! 3. A job that succeeds stops nobody.

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
pub fn try_all<E, F>(jobs: Vec<F>) -> Result<(), E>
where
    F: FnOnce(&Stop) -> Result<(), E> + Send,
    E: Send,
{
    todo!("a scope, a `Stop`, and a place for the first error")
}
