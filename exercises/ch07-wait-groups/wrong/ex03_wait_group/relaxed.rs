//! Mistake: the count is an atomic with Relaxed: who sees it at zero need not see what was written before.
//! Rejected by: no_wake_up_is_lost

use super::sync::atomic::{AtomicUsize, Ordering};
use super::sync::{Condvar, Mutex};

/// Waits until all that was added is done.
pub struct WaitGroup {
    count: AtomicUsize,
    sleep: Mutex<()>,
    zero: Condvar,
}

impl WaitGroup {
    pub fn new() -> Self {
        Self {
            count: AtomicUsize::new(0),
            sleep: Mutex::new(()),
            zero: Condvar::new(),
        }
    }

    /// There is `n` more to wait for.
    pub fn add(&self, n: usize) {
        self.count.fetch_add(n, Ordering::Relaxed);
    }

    /// One of them is done.
    pub fn done(&self) {
        let before = self.count.fetch_sub(1, Ordering::Relaxed);
        if before == 0 {
            self.count.fetch_add(1, Ordering::Relaxed);
            panic!("more was done than had been added");
        }
        if before == 1 {
            // Who waits either holds this lock, and has not looked yet, or sleeps.
            let _sleep = self.sleep.lock().unwrap();
            self.zero.notify_all();
        }
    }

    /// Returns when there is nothing to wait for.
    pub fn wait(&self) {
        let mut sleep = self.sleep.lock().unwrap();
        while self.count.load(Ordering::Relaxed) > 0 {
            sleep = self.zero.wait(sleep).unwrap();
        }
    }
}
