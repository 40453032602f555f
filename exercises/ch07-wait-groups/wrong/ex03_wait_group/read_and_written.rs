//! Mistake: `add` reads the count under one lock and writes it under another: what was added in between is lost.
//! Rejected by: two_add_at_the_same_time

use super::sync::{Condvar, Mutex, MutexGuard};

/// Waits until all that was added is done.
pub struct WaitGroup {
    count: Mutex<usize>,
    zero: Condvar,
}

impl WaitGroup {
    pub fn new() -> Self {
        Self {
            count: Mutex::new(0),
            zero: Condvar::new(),
        }
    }

    /// There is `n` more to wait for.
    pub fn add(&self, n: usize) {
        let count = *self.count();
        *self.count() = count + n;
    }

    /// One of them is done.
    ///
    /// # Panics
    ///
    /// If nothing was left to be done.
    pub fn done(&self) {
        let mut count = self.count();
        let Some(less) = count.checked_sub(1) else {
            // A panic with the lock held would poison it, and with it the group.
            drop(count);
            panic!("more was done than had been added");
        };
        *count = less;
        if less == 0 {
            self.zero.notify_all();
        }
    }

    /// Returns when there is nothing to wait for.
    pub fn wait(&self) {
        let mut count = self.count();
        while *count > 0 {
            count = self.zero.wait(count).expect(NOT_POISONED);
        }
    }

    fn count(&self) -> MutexGuard<'_, usize> {
        self.count.lock().expect(NOT_POISONED)
    }
}

const NOT_POISONED: &str = "nobody panics while holding the lock";
