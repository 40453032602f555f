//! Mistake: the results are in the order in which the jobs end.
//! Rejected by: the_results_are_in_the_order_of_the_jobs

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
    for job in jobs {
        let limiter = Arc::clone(&limiter);
        tasks.spawn(async move { limiter.run(job).await });
    }
    tasks.join_all().await
}
