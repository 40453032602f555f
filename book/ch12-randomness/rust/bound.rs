//! A function says how good a generator it needs.

use rand::rngs::{ChaCha8Rng, SmallRng};
use rand::{CryptoRng, Rng, SeedableRng};

fn jitter(rng: &mut impl Rng) -> u32 {
    rng.next_u32() % 1024
}

fn nonce(rng: &mut impl CryptoRng) -> u64 {
    rng.next_u64()
}

fn main() {
    let (mut small, mut chacha) = (SmallRng::seed_from_u64(1), ChaCha8Rng::seed_from_u64(1));
    println!(
        "{}",
        jitter(&mut small) < 1024 && jitter(&mut chacha) < 1024
    );
    println!("{:016x}", nonce(&mut chacha));
    // nonce(&mut small) does not compile.
}
