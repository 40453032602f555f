use rand::rngs::{ChaCha8Rng, SmallRng};
use rand::{CryptoRng, SeedableRng};

fn secret(rng: &mut impl CryptoRng) -> u64 {
    rng.next_u64()
}

fn main() {
    let strong = secret(&mut ChaCha8Rng::seed_from_u64(1)) != 0;
    let small = secret(&mut SmallRng::seed_from_u64(1)) != 0;
    println!("{strong} {small}");
}
