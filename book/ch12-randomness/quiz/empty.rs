use rand::rngs::ChaCha8Rng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

fn main() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let nobody: [&str; 0] = [];
    println!("{:?}", nobody.choose(&mut rng));
    println!("{}", rng.random_range(0..nobody.len()));
}
