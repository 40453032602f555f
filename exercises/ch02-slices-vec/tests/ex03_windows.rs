//! Windows cover a slice from end to end, and copy nothing.

#[cfg_attr(not(solution), path = "../ex03_windows.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch02-slices-vec/ex03_windows.rs")]
mod exercise;

use exercise::{averages, rises};
use support::alloc::measure;

/// There is an average for every window, the last one included.
#[support::test]
fn every_window_has_its_average() {
    assert_eq!(
        averages(&[1, 2, 3, 4], 2),
        [1.5, 2.5, 3.5],
        "n samples have n - width + 1 windows"
    );
    assert_eq!(averages(&[1, 2, 6], 3), [3.0], "one window covers them all");
    assert_eq!(averages(&[7, 8], 1), [7.0, 8.0]);
}

/// Where no window fits there is no average, and no panic.
#[support::test]
fn no_window_no_average() {
    assert_eq!(averages(&[1, 2], 3), [0.0; 0], "three do not fit into two");
    assert_eq!(averages(&[], 1), [0.0; 0]);
    assert_eq!(
        averages(&[1, 2], 0),
        [0.0; 0],
        "a window of width 0 shows nothing"
    );
}

/// Large samples do not overflow their sum.
#[support::test]
fn large_samples_do_not_overflow() {
    let largest = f64::from(u32::MAX);
    assert_eq!(
        averages(&[u32::MAX, u32::MAX], 2),
        [largest],
        "the sum must be taken in f64"
    );
}

/// The windows are views: only the result is allocated, and that once.
#[support::test]
fn only_the_result_is_allocated() {
    let samples: Vec<u32> = (0..1000).collect();
    let (result, allocations) = measure(|| averages(&samples, 10));
    assert_eq!(result.len(), 991);
    assert_eq!(
        allocations.blocks, 1,
        "a window was copied, or the result grew on the way"
    );
}

/// Rises are counted between neighbors, also when there are none.
#[support::test]
fn rises_are_counted() {
    assert_eq!(rises(&[1, 2, 2, 5, 4, 6]), 3);
    assert_eq!(rises(&[1]), 0);
    assert_eq!(
        rises(&[]),
        0,
        "`len() - 1` of an empty slice is no -1: a usize cannot be negative"
    );
}
