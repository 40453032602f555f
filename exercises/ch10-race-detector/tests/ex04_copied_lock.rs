//! There is one lock for one set of figures, however many threads record.

#[cfg_attr(not(solution), path = "../ex04_copied_lock.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch10-race-detector/ex04_copied_lock.rs"
)]
mod exercise;

use exercise::{Stats, Totals, record_all};
use support::alloc::measure;

/// Every request of every batch counts.
#[support::test]
fn every_request_counts() {
    let stats = record_all(Stats::default(), vec![vec![5, 7], vec![], vec![1]]);
    assert_eq!(
        stats.totals(),
        Totals {
            requests: 3,
            milliseconds: 13
        },
        "a worker that records into a copy of the statistics records for nobody"
    );
}

/// What was recorded before is kept.
#[support::test]
fn what_was_recorded_before_is_kept() {
    let stats = Stats::default();
    stats.record(100);
    let stats = record_all(stats, vec![vec![1], vec![2]]);
    let again = record_all(stats, vec![vec![3]]);
    assert_eq!(
        again.totals(),
        Totals {
            requests: 4,
            milliseconds: 106
        },
        "the statistics that come back are those that went in, with more in them"
    );
}

/// The figures are a copy: they stay as they were.
#[support::test]
fn the_figures_are_a_copy() {
    let stats = Stats::default();
    stats.record(5);
    let before = stats.totals();
    stats.record(5);
    assert_eq!(before.requests, 1, "figures that were taken do not change");
    assert_eq!(stats.totals().requests, 2);
}

/// Each batch has a thread of its own.
#[support::test]
fn each_batch_has_its_thread() {
    let batches = vec![vec![1], vec![2], vec![3]];
    let (stats, allocations) = measure(|| record_all(Stats::default(), batches));
    assert_eq!(stats.totals().requests, 3);
    // Whoever starts a thread allocates what the two have in common.
    assert!(
        allocations.blocks >= 3,
        "the calling thread allocated {} blocks, and each new thread takes at least one: were three \
         threads started?",
        allocations.blocks
    );
}

/// Threads that record at the same time, many times, lose nothing.
#[support::test]
fn nothing_is_lost_among_many() {
    const EACH: u64 = 1_000;
    let batches = (0..4).map(|_| vec![2; EACH as usize]).collect();
    let stats = record_all(Stats::default(), batches);
    assert_eq!(
        stats.totals(),
        Totals {
            requests: 4 * EACH,
            milliseconds: 8 * EACH
        }
    );
}
