//! Mistake: the workers are awaited from the last one to the first, and so are the greetings.
//! Rejected by: everybody_is_greeted_in_order

use std::rc::Rc;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

/// What all workers go by. There is one of it, however many workers there are.
pub struct Settings {
    pub greeting: String,
    pub farewell: String,
}

/// Greets each of `names`, each on a thread of its own, in their order.
pub fn greet_all(settings: Settings, names: Vec<String>) -> Vec<String> {
    let settings = Arc::new(settings);
    let mut workers = Vec::new();
    for name in names {
        let settings = Arc::clone(&settings);
        workers.push(thread::spawn(move || {
            format!("{}, {name}; {}", settings.greeting, settings.farewell)
        }));
    }
    workers
        .into_iter()
        .rev()
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
