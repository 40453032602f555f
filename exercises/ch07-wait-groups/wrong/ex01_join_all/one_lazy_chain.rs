//! Mistake: a lazy chain spawns and joins thread by thread, so the jobs run one after the other.
//! Rejected by: the_jobs_run_at_the_same_time (times out)

use std::thread;

/// Runs all `jobs` at the same time and returns what came of each, in their order.
pub fn join_all<T, F>(jobs: Vec<F>) -> Vec<thread::Result<T>>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    jobs.into_iter()
        .map(thread::spawn)
        .map(|thread| thread.join())
        .collect()
}
