//! Mistake: the items are sorted by random keys, which need a place of their own.
//! Rejected by: shuffling_allocates_nothing

use rand::{Rng, RngExt};

/// Puts the items into a random order, each order as probable as the others.
pub fn shuffle<T>(items: &mut [T], rng: &mut impl Rng) {
    items.sort_by_cached_key(|_| rng.random::<u64>());
}

/// Chooses `k` items of the stream, each set of `k` as probable as the others, in any order; all of them if
/// there are fewer. How long the stream is, nobody knows before it ends, and no more than `k` items
/// and the one that just came are kept.
pub fn sample<T>(stream: impl IntoIterator<Item = T>, k: usize, rng: &mut impl Rng) -> Vec<T> {
    // Not `with_capacity(k)`: k may be far more than there will be.
    let mut sample = Vec::new();
    for (index, item) in stream.into_iter().enumerate() {
        if sample.len() < k {
            sample.push(item);
        // One draw for two questions: whether it is in, and instead of whom.
        } else if let Some(place) = sample.get_mut(rng.random_range(0..=index)) {
            *place = item;
        }
    }
    sample
}
