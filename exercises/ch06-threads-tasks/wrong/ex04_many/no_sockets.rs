//! Mistake: the runtime has timers, and no sockets.
//! Rejected by: a_job_may_use_a_socket

use std::panic::resume_unwind;

use tokio::runtime::Builder;

/// Runs all `jobs` at the same time, each as a task, on a runtime with two worker threads, and returns
/// their results in the order of the jobs. A panic of a job goes on in the caller.
///
/// Jobs may use timers and sockets.
pub fn run_all<F>(jobs: Vec<F>) -> Vec<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_time()
        .build()
        .expect("two threads and an epoll instance can be had");
    runtime.block_on(async {
        // All of them are started before the first one is waited for.
        let tasks: Vec<_> = jobs.into_iter().map(tokio::spawn).collect();
        let mut results = Vec::with_capacity(tasks.len());
        for task in tasks {
            // Nobody cancels these tasks, so what is no result is a panic.
            results.push(
                task.await
                    .unwrap_or_else(|error| resume_unwind(error.into_panic())),
            );
        }
        results
    })
}
