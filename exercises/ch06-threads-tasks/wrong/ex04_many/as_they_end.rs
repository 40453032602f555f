//! Mistake: the results are in the order in which the tasks end.
//! Rejected by: the_results_are_in_the_order_of_the_jobs

use std::panic::resume_unwind;

use tokio::runtime::Builder;
use tokio::task::JoinSet;

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
        .enable_all()
        .build()
        .expect("two threads and an epoll instance can be had");
    runtime.block_on(async {
        let count = jobs.len();
        let mut tasks: JoinSet<_> = jobs.into_iter().collect();
        let mut results = Vec::with_capacity(count);
        while let Some(result) = tasks.join_next().await {
            results.push(result.unwrap_or_else(|error| resume_unwind(error.into_panic())));
        }
        results
    })
}
