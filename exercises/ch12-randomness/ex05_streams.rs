//! A simulation that comes to the same on any number of threads.

use std::thread;

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

/// Runs `run` so many times, on `threads` threads at once (1 at least), and returns the results in the order
/// of the runs. Each run has a generator of its own, which depends on the seed and on the number of
/// the run, and on nothing else.
pub fn simulate<T: Send>(
    seed: u64,
    runs: usize,
    threads: usize,
    run: impl Fn(&mut ChaCha8Rng) -> T + Sync,
) -> Vec<T> {
    todo!("one stream of the seed for each run")
}
