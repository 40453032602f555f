//! Mistake: each thread has a stream, so the result depends on how many there are.
//! Rejected by: the_threads_do_not_matter

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
        for (chunk, results) in results.chunks_mut(size).enumerate() {
            scope.spawn(move || {
                let mut rng = ChaCha8Rng::seed_from_u64(seed);
                rng.set_stream(chunk as u64);
                for result in results {
                    *result = Some(run(&mut rng));
                }
            });
        }
    });
    // The scope has ended, so every place is taken.
    results.into_iter().flatten().collect()
}
