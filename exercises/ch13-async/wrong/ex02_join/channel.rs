//! Mistake: tasks without handles and a channel, as one would in Go: whoever leaves, the tasks go on.
//! Rejected by: the_first_error_ends_the_others

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
    let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
    let mut results: Vec<Option<T>> = jobs.iter().map(|_| None).collect();
    for (index, job) in jobs.into_iter().enumerate() {
        let sender = sender.clone();
        tokio::spawn(async move {
            // The receiver is gone if another job has failed.
            let _ = sender.send((index, job.await));
        });
    }
    drop(sender);
    while let Some((index, result)) = receiver.recv().await {
        results[index] = Some(result?);
    }
    Ok(results.into_iter().flatten().collect())
}
