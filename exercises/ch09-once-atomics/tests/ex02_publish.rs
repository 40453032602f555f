//! Limits are read as they were published, or not at all.

#[forbid(unsafe_code)]
#[cfg_attr(not(solution), path = "../ex02_publish.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch09-once-atomics/ex02_publish.rs"
)]
mod exercise;

use std::sync;
use std::thread;

use exercise::Limits;

/// Before they are published there are none, and afterwards they are there for good.
#[support::test]
fn limits_are_there_once_published() {
    let limits = Limits::new();
    assert_eq!(limits.get(), None, "nothing was published");
    assert_eq!(limits.get(), None, "and looking does not publish");
    limits.publish(1000, 65_536);
    assert_eq!(limits.get(), Some((1000, 65_536)));
    assert_eq!(limits.get(), Some((1000, 65_536)), "looked at again");
}

/// Zero is a limit like any other.
#[support::test]
fn zero_is_a_limit() {
    let limits = Limits::new();
    limits.publish(0, 0);
    assert_eq!(limits.get(), Some((0, 0)));
}

/// Both may be as large as their type: they are two numbers, not two halves of one.
#[support::test]
fn the_largest_numbers_fit() {
    let limits = Limits::new();
    limits.publish(u64::MAX - 1, u64::MAX);
    assert_eq!(limits.get(), Some((u64::MAX - 1, u64::MAX)));
}

/// Another thread sees them sooner or later, and never in part.
#[support::test]
fn another_thread_sees_both() {
    let limits = Limits::new();
    thread::scope(|scope| {
        let reader = scope.spawn(|| {
            loop {
                if let Some(seen) = limits.get() {
                    return seen;
                }
                thread::yield_now();
            }
        });
        limits.publish(7, 8);
        assert_eq!(reader.join().expect("no panic"), (7, 8));
    });
}
