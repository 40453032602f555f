//! Mistake: the caller does not only wait: it does the last job itself.
//! Rejected by: each_job_has_a_thread_of_its_own

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

/// Runs all `jobs` at the same time and returns what came of each, in their order.
pub fn join_all<T, F>(mut jobs: Vec<F>) -> Vec<thread::Result<T>>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let last = jobs.pop();
    let threads: Vec<_> = jobs.into_iter().map(thread::spawn).collect();
    let last = last.map(|job| catch_unwind(AssertUnwindSafe(job)));
    let mut results: Vec<_> = threads.into_iter().map(|thread| thread.join()).collect();
    results.extend(last);
    results
}
