//! Mistake: each task is awaited before the next one is spawned.
//! Rejected by: all_take_as_long_as_the_longest

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
    let mut results = Vec::with_capacity(jobs.len());
    for job in jobs {
        match tokio::spawn(job).await {
            Ok(result) => results.push(result?),
            Err(error) => resume_unwind(error.into_panic()),
        }
    }
    Ok(results)
}
