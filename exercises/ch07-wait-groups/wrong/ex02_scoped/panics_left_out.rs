//! Mistake: a thread that panicked has no place in the results, and nobody is told.
//! Rejected by: a_panic_reaches_the_caller

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
    thread::scope(|scope| {
        let threads: Vec<_> = items
            .iter()
            .map(|item| scope.spawn(move || work(item)))
            .collect();
        threads
            .into_iter()
            .filter_map(|thread| thread.join().ok())
            .collect()
    })
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
