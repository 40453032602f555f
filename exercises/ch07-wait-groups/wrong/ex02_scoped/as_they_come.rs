//! Mistake: the results are pushed as the threads end.
//! Rejected by: results_are_in_the_order_of_the_items

use std::sync::Mutex;
use std::thread;

/// What there is in a text.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub lines: usize,
    pub words: usize,
    pub characters: usize,
}

/// Calls `work` with every item, each on a thread of its own, all at the same time.
///
/// # Panics
///
/// As `work` does, once all threads have ended.
pub fn map_all<'a, T: Sync, R: Send>(items: &'a [T], work: impl Fn(&'a T) -> R + Sync) -> Vec<R> {
    let work = &work;
    let results = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for item in items {
            scope.spawn(|| {
                let result = work(item);
                results.lock().unwrap().push(result);
            });
        }
    });
    results.into_inner().unwrap()
}

/// Counts what there is in `text`, on three threads.
pub fn count(text: &str) -> Counts {
    let mut counts = Counts::default();
    // Each closure borrows one field, and no other.
    thread::scope(|scope| {
        scope.spawn(|| counts.lines = text.lines().count());
        scope.spawn(|| counts.words = text.split_whitespace().count());
        scope.spawn(|| counts.characters = text.chars().count());
    });
    counts
}
