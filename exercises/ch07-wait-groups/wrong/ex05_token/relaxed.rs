//! Mistake: the count is an atomic with Relaxed: who sees it at zero need not see what was written before.
//! Rejected by: no_wake_up_is_lost

use super::sync::atomic::{AtomicUsize, Ordering};
use super::sync::{Arc, Condvar, Mutex};

/// One token of a group.
pub struct WaitGroup {
    shared: Arc<Shared>,
}

/// What all tokens of a group share.
struct Shared {
    tokens: AtomicUsize,
    sleep: Mutex<()>,
    none_left: Condvar,
}

impl WaitGroup {
    /// The first token of a new group.
    pub fn new() -> Self {
        Self {
            shared: Arc::new(Shared {
                tokens: AtomicUsize::new(1),
                sleep: Mutex::new(()),
                none_left: Condvar::new(),
            }),
        }
    }

    /// Gives this token back, and returns when there is none left.
    pub fn wait(self) {
        let shared = Arc::clone(&self.shared);
        drop(self);
        let mut sleep = shared.sleep.lock().unwrap();
        while shared.tokens.load(Ordering::Relaxed) > 0 {
            sleep = shared.none_left.wait(sleep).unwrap();
        }
    }
}

impl Clone for WaitGroup {
    fn clone(&self) -> Self {
        self.shared.tokens.fetch_add(1, Ordering::Relaxed);
        Self {
            shared: Arc::clone(&self.shared),
        }
    }
}

impl Drop for WaitGroup {
    fn drop(&mut self) {
        if self.shared.tokens.fetch_sub(1, Ordering::Relaxed) == 1 {
            let _sleep = self.shared.sleep.lock().unwrap();
            self.shared.none_left.notify_all();
        }
    }
}
