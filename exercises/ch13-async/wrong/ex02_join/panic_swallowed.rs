//! Mistake: a job that panicked is left out.
//! Rejected by: a_panic_goes_through

use tokio::task::JoinSet;

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
    let mut results: Vec<Option<T>> = jobs.iter().map(|_| None).collect();
    let mut tasks = JoinSet::new();
    for (index, job) in jobs.into_iter().enumerate() {
        tasks.spawn(async move { (index, job.await) });
    }
    while let Some(ended) = tasks.join_next().await {
        match ended {
            Ok((index, Ok(result))) => results[index] = Some(result),
            Ok((_, Err(error))) => {
                // Dropping the set would abort the others, too, but not wait until they are gone.
                tasks.shutdown().await;
                return Err(error);
            }
            Err(_) => {}
        }
    }
    Ok(results.into_iter().flatten().collect())
}
