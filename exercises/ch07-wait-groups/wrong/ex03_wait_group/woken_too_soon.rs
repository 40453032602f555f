//! Mistake: `done` looks whether the count is zero before it has counted down.
//! Rejected by: wait_returns_when_all_are_done (times out)

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
        *self.count() += n;
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
        if *count == 0 {
            self.zero.notify_all();
        }
        *count = less;
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
