//! A value is made when it is first asked for, and known from then on.

use std::{sync, thread};

#[cfg_attr(not(solution), path = "../ex04_read_mostly.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch08-mutexes/ex04_read_mostly.rs")]
mod exercise;

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use exercise::Cache;

/// A value that is not known is made, and known from then on.
#[support::test]
fn an_unknown_value_is_made() {
    let cache = Cache::new();
    assert_eq!(cache.get_or_make(1, || 10), 10, "nothing was known");
    assert_eq!(
        cache.get_or_make(1, || panic!("1 is known, and was made again")),
        10
    );
    assert_eq!(
        cache.get_or_make(2, || 20),
        20,
        "another key, another value"
    );
    let mut seen = Vec::new();
    cache.for_each(|key, value| seen.push((key, value)));
    assert_eq!(seen, [(1, 10), (2, 20)]);
}

/// A known value grows by what is added.
#[support::test]
fn a_known_value_grows() {
    let cache = Cache::new();
    cache.get_or_make(1, || 10);
    assert_eq!(cache.add(1, 5), Some(15));
    assert_eq!(cache.get_or_make(1, || 0), 15);
}

/// To a value that is not known nothing is added.
#[support::test]
fn nothing_is_added_to_the_unknown() {
    let cache = Cache::new();
    assert_eq!(cache.add(1, 5), None);
    assert_eq!(cache.get_or_make(1, || 10), 10, "nothing was known of it");
}

/// Two threads ask at once. (A plain run tries one interleaving of many.)
#[support::test]
fn two_threads_ask() {
    let cache = Cache::new();
    let made = AtomicU32::new(0);
    let ask = || cache.get_or_make(1, || made.fetch_add(1, Relaxed));
    thread::scope(|scope| {
        scope.spawn(ask);
        scope.spawn(ask);
    });
    assert_eq!(made.into_inner(), 1, "one value was asked for: one is made");
}
