//! Mistake: the log is cloned by the thread, so the original has to go there first.
//! Rejected by: E0382

use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

/// A closure for each number below `count`, in order. Each returns its own number, as often as it is
/// asked.
pub fn numbered(count: u32) -> Vec<Box<dyn Fn() -> u32 + Send>> {
    let mut closures: Vec<Box<dyn Fn() -> u32 + Send>> = Vec::new();
    for number in 0..count {
        closures.push(Box::new(move || number));
    }
    closures
}

/// Starts a thread for each of `names`, all at once. Each writes its greeting into the one `log`.
pub fn start(names: Vec<String>, log: Arc<Mutex<Vec<String>>>) -> Vec<JoinHandle<()>> {
    let mut threads = Vec::new();
    for name in names {
        threads.push(thread::spawn(move || {
            let log = Arc::clone(&log);
            let greeting = format!("hello, {name}");
            log.lock().expect("no thread panics in here").push(greeting);
        }));
    }
    threads
}
