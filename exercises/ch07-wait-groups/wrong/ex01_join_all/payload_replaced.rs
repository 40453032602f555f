//! Mistake: the payload of a panic is thrown away, and a text of our own put in its place.
//! Rejected by: the_payload_of_a_panic_comes_back

use std::thread::{self, JoinHandle};

/// Runs all `jobs` at the same time and returns what came of each, in their order.
pub fn join_all<T, F>(jobs: Vec<F>) -> Vec<thread::Result<T>>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    // Collected before the first `join`: an iterator that spawns and joins in one chain would start
    // each thread only after the one before it has ended.
    let threads: Vec<JoinHandle<T>> = jobs.into_iter().map(thread::spawn).collect();
    threads
        .into_iter()
        .map(|thread| thread.join().map_err(|_| Box::new("a job panicked") as _))
        .collect()
}
