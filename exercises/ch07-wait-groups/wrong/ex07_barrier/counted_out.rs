//! Mistake: who leaves counts itself out, so that a fast one can be in the next round while the count is still that of the last.
//! Rejected by: two_rounds_together

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
        let last = *arrived == self.parties;
        if last {
            self.all_here.notify_all();
        }
        while *arrived < self.parties {
            arrived = self.all_here.wait(arrived).unwrap();
        }
        *arrived -= 1;
        if last {
            return true;
        }
        false
    }
}
