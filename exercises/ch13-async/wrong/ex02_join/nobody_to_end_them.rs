//! Mistake: the handles are kept in a vector, whose drop detaches the tasks.
//! Rejected by: who_leaves_takes_the_jobs_along

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
    let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
    let mut results: Vec<Option<T>> = jobs.iter().map(|_| None).collect();
    let mut tasks = Vec::new();
    for (index, job) in jobs.into_iter().enumerate() {
        let sender = sender.clone();
        tasks.push(tokio::spawn(async move {
            // The receiver is gone if another job has failed.
            let _ = sender.send((index, job.await));
        }));
    }
    drop(sender);
    while let Some((index, result)) = receiver.recv().await {
        match result {
            Ok(result) => results[index] = Some(result),
            Err(error) => {
                for task in tasks {
                    task.abort();
                    let _ = task.await;
                }
                return Err(error);
            }
        }
    }
    for task in tasks {
        if let Err(error) = task.await {
            resume_unwind(error.into_panic());
        }
    }
    Ok(results.into_iter().flatten().collect())
}
