//! What the crate has for it.

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;
use rand::seq::{IndexedRandom, IteratorRandom, SliceRandom};

fn main() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut names = ["ann", "bob", "cid", "dot", "eve"];
    names.shuffle(&mut rng);
    println!("{names:?}");
    // One of a slice, which is none if the slice is empty.
    println!("{:?}", names.choose(&mut rng));
    // Three of a stream, in one pass.
    println!(
        "{:?}",
        (1..=1000).filter(|n| n % 7 == 0).sample(&mut rng, 3)
    );
}
