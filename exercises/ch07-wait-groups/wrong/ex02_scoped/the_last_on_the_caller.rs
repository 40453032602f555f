//! Mistake: the caller does not only wait: it does the last item itself.
//! Rejected by: each_item_has_a_thread_of_its_own

use std::panic::resume_unwind;
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
    let Some((last, items)) = items.split_last() else {
        return Vec::new();
    };
    thread::scope(|scope| {
        let threads: Vec<_> = items
            .iter()
            .map(|item| scope.spawn(move || work(item)))
            .collect();
        let last = work(last);
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .chain([last])
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
