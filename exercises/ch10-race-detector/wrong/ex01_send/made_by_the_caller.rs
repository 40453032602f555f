//! Mistake: the greetings are made before the threads start, so that the settings need not cross.
//! Rejected by: the_settings_are_not_copied

use std::rc::Rc;
use std::thread::{self, JoinHandle};

/// What all workers go by. There is one of it, however many workers there are.
pub struct Settings {
    pub greeting: String,
    pub farewell: String,
}

/// Greets each of `names`, each on a thread of its own, in their order.
pub fn greet_all(settings: Settings, names: Vec<String>) -> Vec<String> {
    let mut workers = Vec::new();
    for name in names {
        let greeting = format!("{}, {name}; {}", settings.greeting, settings.farewell);
        workers.push(thread::spawn(move || greeting));
    }
    workers
        .into_iter()
        .map(|worker| worker.join().unwrap())
        .collect()
}

/// Starts a thread that counts the different words of `text`, and returns at once: the words are
/// found, and put in order, on that thread.
pub fn different_words(text: String) -> JoinHandle<usize> {
    thread::spawn(move || {
        let mut words: Vec<Rc<str>> = text.split_whitespace().map(Rc::from).collect();
        words.sort();
        words.dedup();
        words.len()
    })
}
