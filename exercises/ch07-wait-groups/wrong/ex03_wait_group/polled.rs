//! Mistake: who waits sleeps for a while and looks again, so that `wait` is late, and nobody has to be told.
//! Rejected by: no_wake_up_is_lost

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
        *count = less;
        if less == 0 {
            self.zero.notify_all();
        }
    }

    /// Returns when there is nothing to wait for.
    pub fn wait(&self) {
        while *self.count() > 0 {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
    }

    fn count(&self) -> MutexGuard<'_, usize> {
        self.count.lock().expect(NOT_POISONED)
    }
}

const NOT_POISONED: &str = "nobody panics while holding the lock";
