//! Mistake: each run begins the same stream, so each comes to the same.
//! Rejected by: no_two_runs_see_the_same_numbers

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
    let mut results: Vec<Option<T>> = (0..runs).map(|_| None).collect();
    let size = runs.div_ceil(threads).max(1);
    let run = &run;
    thread::scope(|scope| {
        for results in results.chunks_mut(size) {
            scope.spawn(move || {
                for result in results {
                    let mut rng = ChaCha8Rng::seed_from_u64(seed);
                    *result = Some(run(&mut rng));
                }
            });
        }
    });
    // The scope has ended, so every place is taken.
    results.into_iter().flatten().collect()
}
