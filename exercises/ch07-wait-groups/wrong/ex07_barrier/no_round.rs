//! Mistake: the count is set back for the next round, but who waits in the last one looks at it, too.
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
        if *arrived == self.parties {
            *arrived = 0;
            self.all_here.notify_all();
            return true;
        }
        while *arrived > 0 {
            arrived = self.all_here.wait(arrived).unwrap();
        }
        false
    }
}
