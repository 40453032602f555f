//! Somebody tries a lock that somebody else may hold.

use support::sync::{Arc, Mutex};
use support::thread;

fn main() {
    support::model(|| {
        let log = Arc::new(Mutex::new(Vec::new()));
        let other = Arc::clone(&log);
        let thread = thread::spawn(move || other.lock().unwrap().push("other"));
        let taken = log.try_lock().map(|mut log| log.push("main"));
        assert!(taken.is_ok(), "the lock is held");
        thread.join().unwrap();
    });
}
