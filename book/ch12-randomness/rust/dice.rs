//! The dice of the first program, with their sixth side.

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

fn throws(rng: &mut ChaCha8Rng, n: usize) -> Vec<u32> {
    (0..n).map(|_| rng.random_range(1..=6)).collect()
}

fn main() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    println!("seed 1:       {:?}", throws(&mut rng, 12));
    let mut again = ChaCha8Rng::seed_from_u64(1);
    println!("seed 1 again: {:?}", throws(&mut again, 12));
    let mut other = ChaCha8Rng::seed_from_u64(2);
    println!("seed 2:       {:?}", throws(&mut other, 12));

    // No seed of ours: the thread's own generator, seeded by the system.
    let side = rand::random_range(1..=6);
    println!("1 to 6:       {}", (1..=6).contains(&side));
}
