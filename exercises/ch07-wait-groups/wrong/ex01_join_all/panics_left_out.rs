//! Mistake: jobs that panicked have no place in the results.
//! Rejected by: a_panic_is_the_result_of_its_job

use std::thread::{self, JoinHandle};

/// Runs all `jobs` at the same time and returns what came of each, in their order.
pub fn join_all<T, F>(jobs: Vec<F>) -> Vec<thread::Result<T>>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let threads: Vec<JoinHandle<T>> = jobs.into_iter().map(thread::spawn).collect();
    threads
        .into_iter()
        .map(JoinHandle::join)
        .filter(Result::is_ok)
        .collect()
}
