//! Every order is as probable as every other, and every choice.

#[cfg_attr(not(solution), path = "../ex04_sample.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch12-randomness/ex04_sample.rs")]
mod exercise;

use std::cell::Cell;
use std::collections::BTreeMap;

use exercise::{sample, shuffle};
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;
use support::alloc::measure;
use support::chance::assert_even;

/// Counts what `draw` comes to, `times` times.
fn tally<T: Ord>(times: usize, mut draw: impl FnMut() -> T) -> BTreeMap<T, u64> {
    let mut counts = BTreeMap::new();
    for _ in 0..times {
        *counts.entry(draw()).or_default() += 1;
    }
    counts
}

/// Holds that there are `outcomes` different ones, all equally probable.
fn assert_all_even<T: Ord + std::fmt::Debug>(
    counts: &BTreeMap<T, u64>,
    outcomes: usize,
    what: &str,
) {
    // Each is expected a thousand times or more: that one of them is missing by chance has a probability
    // below outcomes × e⁻¹⁰⁰⁰.
    assert_eq!(
        counts.len(),
        outcomes,
        "there are {outcomes} {what}, and {} of them came up: {:?}",
        counts.len(),
        counts.keys()
    );
    let all: Vec<u64> = counts.values().copied().collect();
    assert_even(
        &all,
        &format!("the {outcomes} {what} are not equally probable"),
    );
}

/// Shuffling neither loses nor doubles an item.
#[support::test]
fn every_item_is_still_there() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for length in 0..40 {
        let mut items: Vec<usize> = (0..length).collect();
        shuffle(&mut items, &mut rng);
        items.sort_unstable();
        assert_eq!(items, (0..length).collect::<Vec<_>>());
    }
}

/// Each of the six orders of three items is as probable as the others, and each of the 24 of four.
#[support::test]
fn every_order_is_as_probable() {
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let orders = tally(30_000, || {
        let mut items = [1, 2, 3];
        shuffle(&mut items, &mut rng);
        items
    });
    assert_all_even(&orders, 6, "orders of three");
    let orders = tally(48_000, || {
        let mut items = ['a', 'b', 'c', 'd'];
        shuffle(&mut items, &mut rng);
        items
    });
    assert_all_even(&orders, 24, "orders of four");
}

/// A shuffle needs no second slice.
#[support::test]
fn shuffling_allocates_nothing() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let mut items: Vec<u32> = (0..1000).collect();
    let (_, allocations) = measure(|| shuffle(&mut items, &mut rng));
    assert_eq!(allocations.blocks, 0, "swapping is enough");
}

/// A stream that is not longer than `k` is chosen whole; and of none, none.
#[support::test]
fn a_short_stream_is_chosen_whole() {
    let mut rng = ChaCha8Rng::seed_from_u64(4);
    for (length, k) in [(0, 0), (0, 3), (1, 3), (3, 3), (4, 0), (3, 1_000_000_000)] {
        let mut chosen = sample(0..length, k, &mut rng);
        chosen.sort_unstable();
        let expected: Vec<usize> = (0..length).take(k).collect();
        assert_eq!(chosen, expected, "{k} of {length}");
    }
}

/// Each choice of three out of six is as probable as the others, and each of one out of seven.
#[support::test]
fn every_choice_is_as_probable() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    for (k, length, choices) in [(3, 6, 20), (1, 7, 7), (4, 5, 5)] {
        let chosen = tally(2_000 * choices, || {
            let mut chosen = sample(0..length, k, &mut rng);
            chosen.sort_unstable();
            chosen
        });
        assert_all_even(&chosen, choices, &format!("choices of {k} out of {length}"));
    }
}

/// An item of the stream that is counted as long as somebody keeps it.
struct Kept<'a>(&'a Cell<usize>);

impl Drop for Kept<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

/// However long the stream is, no more than `k` items are kept, and the one that just came.
#[support::test]
fn no_more_is_kept_than_needed() {
    let mut rng = ChaCha8Rng::seed_from_u64(6);
    let (now, most) = (Cell::new(0), Cell::new(0));
    let stream = (0..10_000).map(|_| {
        now.set(now.get() + 1);
        most.set(most.get().max(now.get()));
        Kept(&now)
    });
    assert_eq!(sample(stream, 10, &mut rng).len(), 10);
    assert!(
        most.get() <= 11,
        "{} items were kept at a time, to choose 10 of them: the stream might not have fitted",
        most.get()
    );
}
