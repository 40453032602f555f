//! Mistake: each job has a thread, and a runtime, of its own.
//! Rejected by: two_threads_are_enough

use std::panic::resume_unwind;
use std::thread;

use tokio::runtime::Builder;

/// Runs all `jobs` at the same time, each as a task, on a runtime with two worker threads, and returns
/// their results in the order of the jobs. A panic of a job goes on in the caller.
///
/// Jobs may use timers and sockets.
pub fn run_all<F>(jobs: Vec<F>) -> Vec<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    let threads: Vec<_> = jobs
        .into_iter()
        .map(|job| {
            thread::spawn(|| {
                let runtime = Builder::new_current_thread().enable_all().build().unwrap();
                runtime.block_on(job)
            })
        })
        .collect();
    threads
        .into_iter()
        .map(|thread| {
            thread
                .join()
                .unwrap_or_else(|payload| resume_unwind(payload))
        })
        .collect()
}
