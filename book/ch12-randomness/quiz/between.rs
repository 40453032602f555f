use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

fn main() {
    let mut one = ChaCha8Rng::seed_from_u64(42);
    let mut two = ChaCha8Rng::seed_from_u64(42);
    let (mut ahead, mut behind) = (Vec::new(), Vec::new());
    let _for_a_log_line: u32 = two.random();
    for _ in 0..100 {
        ahead.push(one.random::<u32>());
        behind.push(two.random::<u32>());
    }
    println!("{}", ahead == behind);
    println!("{}", ahead[1..] == behind[..99]);
}
