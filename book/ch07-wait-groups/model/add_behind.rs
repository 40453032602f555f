//! The count goes up after the thread has started, and perhaps after it has ended.

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
        *count = count.checked_sub(1).expect("more done than added");
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
    // ANCHOR: behind
    support::model(|| {
        let group = Arc::new(WaitGroup::new());
        let inner = Arc::clone(&group);
        thread::spawn(move || inner.done());
        group.add();
        group.wait();
    });
    // ANCHOR_END: behind
}
