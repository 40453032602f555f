//! Mistake: the number is given away with the first call.
//! Rejected by: a_closure_can_be_asked_again

use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

/// A closure for each number below `count`, in order. Each returns its own number, as often as it is
/// asked.
pub fn numbered(count: u32) -> Vec<Box<dyn Fn() -> u32 + Send>> {
    let mut closures: Vec<Box<dyn Fn() -> u32 + Send>> = Vec::new();
    for number in 0..count {
        let number = Mutex::new(Some(number));
        closures.push(Box::new(move || {
            number
                .lock()
                .expect("nobody panics")
                .take()
                .unwrap_or_default()
        }));
    }
    closures
}

/// Starts a thread for each of `names`, all at once. Each writes its greeting into the one `log`.
pub fn start(names: Vec<String>, log: Arc<Mutex<Vec<String>>>) -> Vec<JoinHandle<()>> {
    let mut threads = Vec::new();
    for name in names {
        let log = Arc::clone(&log);
        threads.push(thread::spawn(move || {
            let greeting = format!("hello, {name}");
            log.lock().expect("no thread panics in here").push(greeting);
        }));
    }
    threads
}
