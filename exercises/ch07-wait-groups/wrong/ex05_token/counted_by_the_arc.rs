//! Mistake: the Arc counts its owners, so no count of our own is kept: two who drop at the same time both find that they are not the last.
//! Rejected by: wait_returns_when_both_are_dropped

use super::sync::{Arc, Condvar, Mutex};

/// One token of a group.
pub struct WaitGroup {
    shared: Arc<Shared>,
}

/// What all tokens of a group share.
struct Shared {
    lock: Mutex<()>,
    none_left: Condvar,
}

impl WaitGroup {
    /// The first token of a new group.
    pub fn new() -> Self {
        Self {
            shared: Arc::new(Shared {
                lock: Mutex::new(()),
                none_left: Condvar::new(),
            }),
        }
    }

    /// Gives this token back, and returns when there is none left.
    pub fn wait(self) {
        let mut lock = self.shared.lock.lock().unwrap();
        while Arc::strong_count(&self.shared) > 1 {
            lock = self.shared.none_left.wait(lock).unwrap();
        }
    }
}

impl Clone for WaitGroup {
    fn clone(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
        }
    }
}

impl Drop for WaitGroup {
    fn drop(&mut self) {
        if Arc::strong_count(&self.shared) == 2 {
            let _lock = self.shared.lock.lock().unwrap();
            self.shared.none_left.notify_all();
        }
    }
}
