//! Rounds that start together: a barrier that can be used again and again.
//!
//! `wait` blocks until `parties` threads have called it; then all of them go on, and the next round
//! begins. Who waits sleeps. In each round it returns `true` to one of them, and `false` to the others.
//!
//! This one is right for one round. Make it right for all.

use super::sync::{Condvar, Mutex};

/// A place where a number of threads wait for each other, round after round.
pub struct Barrier {
    parties: usize,
    arrived: Mutex<usize>,
    all_here: Condvar,
}

impl Barrier {
    /// A barrier for `parties` threads, one at least.
    pub fn new(parties: usize) -> Self {
        Self {
            parties,
            arrived: Mutex::new(0),
            all_here: Condvar::new(),
        }
    }

    /// Waits for the others.
    pub fn wait(&self) -> bool {
        let mut arrived = self.arrived.lock().unwrap();
        *arrived += 1;
        if *arrived == self.parties {
            self.all_here.notify_all();
            return true;
        }
        while *arrived < self.parties {
            arrived = self.all_here.wait(arrived).unwrap();
        }
        false
    }
}
