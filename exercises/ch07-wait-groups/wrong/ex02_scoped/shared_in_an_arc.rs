//! Mistake: the text is copied once, into an Arc, so that three threads may own it.
//! Rejected by: counting_copies_nothing

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
    thread::scope(|scope| {
        let threads: Vec<_> = items
            .iter()
            .map(|item| scope.spawn(move || work(item)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    })
}

/// Counts what there is in `text`, on three threads.
pub fn count(text: &str) -> Counts {
    let mut counts = Counts::default();
    let text: std::sync::Arc<str> = text.into();
    let (first, second) = (text.clone(), text.clone());
    let lines = thread::spawn(move || first.lines().count());
    let words = thread::spawn(move || second.split_whitespace().count());
    let characters = thread::spawn(move || text.chars().count());
    counts.lines = lines.join().unwrap();
    counts.words = words.join().unwrap();
    counts.characters = characters.join().unwrap();
    counts
}
