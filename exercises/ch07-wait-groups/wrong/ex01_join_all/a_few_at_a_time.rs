//! Mistake: no more jobs at a time than there are cores, batch by batch.
//! Rejected by: the_jobs_run_at_the_same_time (times out)

use std::thread;

/// Runs all `jobs` and returns what came of each, in their order.
pub fn join_all<T, F>(jobs: Vec<F>) -> Vec<thread::Result<T>>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let at_a_time = thread::available_parallelism().map_or(4, usize::from);
    let mut jobs = jobs.into_iter();
    let mut results = Vec::new();
    loop {
        let batch: Vec<_> = jobs.by_ref().take(at_a_time).map(thread::spawn).collect();
        if batch.is_empty() {
            return results;
        }
        results.extend(batch.into_iter().map(|thread| thread.join()));
    }
}
