//! Mistake: there is a thread for each run.
//! Rejected by: the_threads_run_at_the_same_time

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
    let _ = threads;
    let run = &run;
    thread::scope(|scope| {
        let workers: Vec<_> = (0..runs)
            .map(|number| {
                scope.spawn(move || {
                    let mut rng = ChaCha8Rng::seed_from_u64(seed);
                    rng.set_stream(number as u64);
                    run(&mut rng)
                })
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap())
            .collect()
    })
}
