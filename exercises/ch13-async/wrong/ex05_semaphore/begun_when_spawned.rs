//! Mistake: the tasks run as soon as they are spawned, and the places are for those who wait for them.
//! Rejected by: no_more_jobs_than_places

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Lets a limited number of futures run at once. The others wait for a place.
pub struct Limiter {
    places: Semaphore,
}

impl Limiter {
    /// A limiter with `limit` places, 1 or more.
    pub fn new(limit: usize) -> Self {
        let places = Semaphore::new(limit);
        Self { places }
    }

    /// Waits for a place, runs `work` on it, and returns its result. The place is free again when `work`
    /// has ended in any way: with a result, with a panic, or because this future was dropped.
    pub async fn run<T>(&self, work: impl Future<Output = T>) -> T {
        let _place = self.places.acquire().await.expect("it is never closed");
        work.await
    }
}

/// Runs all `jobs`, at most `limit` at once, each as a task, and returns their results in the order of the
/// jobs. The next one begins as soon as one ends. A panic of a job goes on in the caller. No job outlives
/// this future.
pub async fn run_all<J>(limit: usize, jobs: Vec<J>) -> Vec<J::Output>
where
    J: Future<Output: Send + 'static> + Send + 'static,
{
    let limiter = Arc::new(Limiter::new(limit));
    let mut tasks = JoinSet::new();
    for (index, job) in jobs.into_iter().enumerate() {
        let task = tokio::spawn(job);
        let limiter = Arc::clone(&limiter);
        tasks.spawn(async move { (index, limiter.run(task).await.expect("no panic")) });
    }
    let mut results = tasks.join_all().await;
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}
