//! Many want to run, and at most so many do, whatever becomes of them.

/// Lets a limited number of futures run at once. The others wait for a place.
pub struct Limiter {
    // What does it hold?
}

impl Limiter {
    /// A limiter with `limit` places, 1 or more.
    pub fn new(limit: usize) -> Self {
        todo!("as many permits as there are places")
    }

    /// Waits for a place, runs `work` on it, and returns its result. The place is free again when `work`
    /// has ended in any way: with a result, with a panic, or because this future was dropped.
    pub async fn run<T>(&self, work: impl Future<Output = T>) -> T {
        todo!("a permit, then the work, then no permit")
    }
}

/// Runs all `jobs`, at most `limit` at once, each as a task, and returns their results in the order of the
/// jobs. The next one begins as soon as one ends. A panic of a job goes on in the caller. No job outlives
/// this future.
pub async fn run_all<J>(limit: usize, jobs: Vec<J>) -> Vec<J::Output>
where
    J: Future<Output: Send + 'static> + Send + 'static,
{
    todo!("spawn them all; who lets them begin?")
}
