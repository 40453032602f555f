//! A WaitGroup of your own.
//!
//! 1. `add(n)` adds n to the count, `done` takes one off it.
//! 2. `wait` returns when the count is zero: at once if it is. Any number of threads may wait. Who
//!    waits sleeps, and sees afterwards all that was written before `done` was called.
//! 3. `done` at zero panics, and leaves the group as it was.

use super::sync::{Condvar, Mutex};

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
        todo!("count up")
    }

    /// One of them is done.
    pub fn done(&self) {
        todo!("count down, and tell who waits if that was the last")
    }

    /// Returns when there is nothing to wait for.
    pub fn wait(&self) {
        todo!("sleep until the count is zero")
    }
}
