//! Mistake: the leader sets the count back after it has let go of the lock.
//! Rejected by: one_round_together

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
            drop(arrived);
            *self.arrived.lock().unwrap() = 0;
            return true;
        }
        while *arrived < self.parties {
            arrived = self.all_here.wait(arrived).unwrap();
        }
        false
    }
}
