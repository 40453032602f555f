//! Mistake: the jobs run on the thread of the caller.
//! Rejected by: each_job_has_a_thread_of_its_own

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

/// Runs all `jobs` at the same time and returns what came of each, in their order.
pub fn join_all<T, F>(jobs: Vec<F>) -> Vec<thread::Result<T>>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    jobs.into_iter()
        .map(|job| catch_unwind(AssertUnwindSafe(job)))
        .collect()
}
