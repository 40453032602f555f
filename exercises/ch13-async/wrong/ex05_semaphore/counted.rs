//! Mistake: a counter goes up before the work and down after it, and a future that is dropped comes to no after.
//! Rejected by: a_cancelled_one_gives_its_place_back

use std::sync::{Arc, Mutex};

use tokio::sync::Notify;
use tokio::task::JoinSet;

/// Lets a limited number of futures run at once. The others wait for a place.
pub struct Limiter {
    limit: usize,
    running: Mutex<usize>,
    ended: Notify,
}

impl Limiter {
    /// A limiter with `limit` places, 1 or more.
    pub fn new(limit: usize) -> Self {
        Self {
            limit,
            running: Mutex::new(0),
            ended: Notify::new(),
        }
    }

    /// Waits for a place, runs `work` on it, and returns its result. The place is free again when `work`
    /// has ended in any way: with a result, with a panic, or because this future was dropped.
    pub async fn run<T>(&self, work: impl Future<Output = T>) -> T {
        while !self.enter() {
            self.ended.notified().await;
        }
        let result = work.await;
        *self.running.lock().unwrap() -= 1;
        self.ended.notify_one();
        result
    }
}

impl Limiter {
    fn enter(&self) -> bool {
        let mut running = self.running.lock().unwrap();
        let free = *running < self.limit;
        *running += usize::from(free);
        free
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
    // Dropped with this future, and all of its tasks with it.
    let mut tasks = JoinSet::new();
    for (index, job) in jobs.into_iter().enumerate() {
        let limiter = Arc::clone(&limiter);
        tasks.spawn(async move { (index, limiter.run(job).await) });
    }
    let mut results = tasks.join_all().await;
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}
