//! Mistake: whether all is done is kept under a lock of its own: it may be set when more has been added meanwhile.
//! Rejected by: who_adds_again_waits_again

use super::sync::{Condvar, Mutex, MutexGuard};

/// Waits until all that was added is done.
pub struct WaitGroup {
    count: Mutex<usize>,
    zero: Condvar,
    /// Set by the last one.
    finished: Mutex<bool>,
}

impl WaitGroup {
    pub fn new() -> Self {
        Self {
            count: Mutex::new(0),
            zero: Condvar::new(),
            finished: Mutex::new(true),
        }
    }

    /// There is `n` more to wait for.
    pub fn add(&self, n: usize) {
        *self.count() += n;
        if n > 0 {
            *self.finished.lock().unwrap() = false;
        }
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
            drop(count);
            *self.finished.lock().unwrap() = true;
            self.zero.notify_all();
        }
    }

    /// Returns when there is nothing to wait for.
    pub fn wait(&self) {
        let mut finished = self.finished.lock().unwrap();
        while !*finished {
            finished = self.zero.wait(finished).unwrap();
        }
    }

    fn count(&self) -> MutexGuard<'_, usize> {
        self.count.lock().expect(NOT_POISONED)
    }
}

const NOT_POISONED: &str = "nobody panics while holding the lock";
