//! Mistake: the lines are leaked: what is never freed outlives everybody.
//! Rejected by: the_lines_are_shared_and_freed

use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

/// Starts a thread that counts the lines with `word` in them, and returns at once.
pub fn start_count(lines: Vec<Arc<str>>, word: &'static str) -> JoinHandle<usize> {
    thread::spawn(move || lines.iter().filter(|line| line.contains(word)).count())
}

/// How many lines have `ERROR` in them, and how many have `WARN`: two threads look through the lines
/// at the same time.
pub fn errors_and_warnings(lines: Vec<Arc<str>>) -> (usize, usize) {
    let all: &'static [Arc<str>] = lines.leak();
    let count = |word| thread::spawn(move || all.iter().filter(|line| line.contains(word)).count());
    let (errors, warnings) = (count("ERROR"), count("WARN"));
    (errors.join().unwrap(), warnings.join().unwrap())
}

/// A copy of the longest of the names, the first one if there are several. Empty if there is none.
/// Others may rename while the caller looks at what it got.
pub fn longest(names: &Mutex<Vec<String>>) -> String {
    let names = names.lock().unwrap();
    let mut longest = "";
    for name in names.iter() {
        if name.len() > longest.len() {
            longest = name;
        }
    }
    longest.to_owned()
}
