//! A fair order, and a fair choice out of a stream that nobody has counted.

use rand::{Rng, RngExt};

/// Puts the items into a random order, each order as probable as the others.
pub fn shuffle<T>(items: &mut [T], rng: &mut impl Rng) {
    for place in 0..items.len() {
        let other = rng.random_range(0..items.len());
        items.swap(place, other);
    }
}

/// Chooses `k` items of the stream, each set of `k` as probable as the others, in any order; all of them if
/// there are fewer. How long the stream is, nobody knows before it ends, and no more than `k` items
/// and the one that just came are kept.
pub fn sample<T>(stream: impl IntoIterator<Item = T>, k: usize, rng: &mut impl Rng) -> Vec<T> {
    todo!("the first k are in; who comes later has to displace somebody")
}
