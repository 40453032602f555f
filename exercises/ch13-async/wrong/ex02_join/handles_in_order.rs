//! Mistake: the handles are awaited in order, so an error is seen when all jobs before it have ended.
//! Rejected by: the_first_error_is_returned_at_once

use std::panic::resume_unwind;

/// What both give, if both succeed; otherwise the error of the one that fails first, as soon as it fails.
/// They run at the same time, and neither goes on when this is over.
pub async fn both<A, B, E>(
    first: impl Future<Output = Result<A, E>>,
    second: impl Future<Output = Result<B, E>>,
) -> Result<(A, B), E> {
    tokio::try_join!(first, second)
}

/// What all `jobs` give, in the order of the jobs; otherwise the error of the one that fails first, as
/// soon as it fails.
///
/// They run at the same time, each as a task. When this is over, none of them is there any more; that holds
/// also if the future is dropped, but for the moment the scheduler takes to drop them. A panic of a job goes
/// on in the caller.
pub async fn all<F, T, E>(jobs: Vec<F>) -> Result<Vec<T>, E>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let tasks: Vec<_> = jobs.into_iter().map(tokio::spawn).collect();
    let mut results = Vec::with_capacity(tasks.len());
    for task in tasks {
        match task.await {
            Ok(result) => results.push(result?),
            Err(error) => resume_unwind(error.into_panic()),
        }
    }
    Ok(results)
}
