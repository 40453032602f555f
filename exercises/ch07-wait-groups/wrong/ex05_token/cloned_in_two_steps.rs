//! Mistake: a clone reads the count under one lock and writes it under another: a token that is dropped in between comes back.
//! Rejected by: wait_returns_when_both_are_dropped

use super::sync::{Arc, Condvar, Mutex, MutexGuard};

/// One token of a group.
pub struct WaitGroup {
    shared: Arc<Shared>,
}

/// What all tokens of a group share.
struct Shared {
    tokens: Mutex<usize>,
    none_left: Condvar,
}

impl Shared {
    fn tokens(&self) -> MutexGuard<'_, usize> {
        self.tokens.lock().expect(NOT_POISONED)
    }
}

const NOT_POISONED: &str = "nobody panics while holding the lock";

impl WaitGroup {
    /// The first token of a new group.
    pub fn new() -> Self {
        Self {
            shared: Arc::new(Shared {
                tokens: Mutex::new(1),
                none_left: Condvar::new(),
            }),
        }
    }

    /// Gives this token back, and returns when there is none left.
    pub fn wait(self) {
        let shared = Arc::clone(&self.shared);
        // Who keeps a token while waiting waits for itself.
        drop(self);
        let mut tokens = shared.tokens();
        while *tokens > 0 {
            tokens = shared.none_left.wait(tokens).expect(NOT_POISONED);
        }
    }
}

impl Clone for WaitGroup {
    fn clone(&self) -> Self {
        let tokens = *self.shared.tokens();
        *self.shared.tokens() = tokens + 1;
        Self {
            shared: Arc::clone(&self.shared),
        }
    }
}

impl Drop for WaitGroup {
    fn drop(&mut self) {
        let mut tokens = self.shared.tokens();
        *tokens -= 1;
        if *tokens == 0 {
            self.shared.none_left.notify_all();
        }
    }
}
