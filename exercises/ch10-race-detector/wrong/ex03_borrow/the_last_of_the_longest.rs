//! Mistake: `max_by_key` returns the last of several.
//! Rejected by: the_longest_name_is_copied

use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

/// Starts a thread that counts the lines with `word` in them, and returns at once.
pub fn start_count(lines: Vec<Arc<str>>, word: &'static str) -> JoinHandle<usize> {
    thread::spawn(move || lines.iter().filter(|line| line.contains(word)).count())
}

/// How many lines have `ERROR` in them, and how many have `WARN`: two threads look through the lines
/// at the same time.
pub fn errors_and_warnings(lines: Vec<Arc<str>>) -> (usize, usize) {
    let count = |word| lines.iter().filter(|line| line.contains(word)).count();
    thread::scope(|scope| {
        let (errors, warnings) = (
            scope.spawn(|| count("ERROR")),
            scope.spawn(|| count("WARN")),
        );
        (errors.join().unwrap(), warnings.join().unwrap())
    })
}

/// A copy of the longest of the names, the first one if there are several. Empty if there is none.
/// Others may rename while the caller looks at what it got.
pub fn longest(names: &Mutex<Vec<String>>) -> String {
    let names = names.lock().unwrap();
    let longest = names.iter().max_by_key(|name| name.len());
    longest.cloned().unwrap_or_default()
}
