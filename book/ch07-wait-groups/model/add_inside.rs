//! The new thread adds itself to the count, and nobody has to wait until it has.

use support::sync::atomic::{AtomicBool, Ordering};
use support::sync::{Arc, Condvar, Mutex};
use support::thread;

struct WaitGroup {
    count: Mutex<usize>,
    zero: Condvar,
}

impl WaitGroup {
    fn new() -> Self {
        Self {
            count: Mutex::new(0),
            zero: Condvar::new(),
        }
    }

    fn add(&self) {
        *self.count.lock().unwrap() += 1;
    }

    fn done(&self) {
        let mut count = self.count.lock().unwrap();
        *count -= 1;
        self.zero.notify_all();
    }

    fn wait(&self) {
        let mut count = self.count.lock().unwrap();
        while *count > 0 {
            count = self.zero.wait(count).unwrap();
        }
    }
}

fn main() {
    // ANCHOR: inside
    support::model(|| {
        let group = Arc::new(WaitGroup::new());
        let fetched = Arc::new(AtomicBool::new(false));
        let (inner, flag) = (Arc::clone(&group), Arc::clone(&fetched));
        thread::spawn(move || {
            inner.add();
            flag.store(true, Ordering::Relaxed);
            inner.done();
        });
        group.wait();
        assert!(fetched.load(Ordering::Relaxed), "not fetched yet");
    });
    // ANCHOR_END: inside
}
