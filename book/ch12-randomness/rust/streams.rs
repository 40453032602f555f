//! One seed, and as many streams of it as anybody needs.

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

fn stream(seed: u64, number: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(number);
    rng
}

fn main() {
    for number in [0, 1, 2, 1] {
        let mut rng = stream(2024, number);
        let throws: Vec<u32> = (0..10).map(|_| rng.random_range(1..=6)).collect();
        println!("stream {number}: {throws:?}");
    }
}
