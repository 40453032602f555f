use std::thread;

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

fn main() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut sums = [0_u64; 4];
    thread::scope(|scope| {
        for sum in &mut sums {
            scope.spawn(|| *sum = (0..100).map(|_| rng.random_range(1..=6)).sum());
        }
    });
    println!("{}", sums.iter().all(|sum| *sum >= 100));
}
