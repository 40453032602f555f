//! Mistake: one variable for all closures, as Go had it before 1.22: all return the last number.
//! Rejected by: each_closure_has_its_own_number

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

/// A closure for each number below `count`, in order. Each returns its own number, as often as it is
/// asked.
pub fn numbered(count: u32) -> Vec<Box<dyn Fn() -> u32 + Send>> {
    let number = Arc::new(AtomicU32::new(0));
    let mut closures: Vec<Box<dyn Fn() -> u32 + Send>> = Vec::new();
    while number.load(Ordering::Relaxed) < count {
        let shared = Arc::clone(&number);
        closures.push(Box::new(move || shared.load(Ordering::Relaxed)));
        number.fetch_add(1, Ordering::Relaxed);
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
