//! Mistake: before it sleeps, a thread looks a few times whether the next round has begun, with Relaxed: it may go on without seeing what the others wrote.
//! Rejected by: one_round_together

use super::sync::atomic::{AtomicUsize, Ordering};
use super::sync::{Condvar, Mutex};

/// A place where a number of threads wait for each other, round after round.
pub struct Barrier {
    parties: usize,
    arrived: Mutex<usize>,
    /// Written with the lock held. Who only wants to know whether it has changed needs none.
    round: AtomicUsize,
    next_round: Condvar,
}

impl Barrier {
    /// A barrier for `parties` threads, one at least.
    pub fn new(parties: usize) -> Self {
        Self {
            parties,
            arrived: Mutex::new(0),
            round: AtomicUsize::new(0),
            next_round: Condvar::new(),
        }
    }

    /// Waits for the others. One thread a round is told `true`.
    pub fn wait(&self) -> bool {
        let mut arrived = self.arrived.lock().unwrap();
        *arrived += 1;
        let mine = self.round.load(Ordering::Relaxed);
        if *arrived == self.parties {
            *arrived = 0;
            self.round.store(mine.wrapping_add(1), Ordering::Relaxed);
            self.next_round.notify_all();
            return true;
        }
        drop(arrived);
        for _ in 0..2 {
            if self.round.load(Ordering::Relaxed) != mine {
                return false;
            }
        }
        let mut arrived = self.arrived.lock().unwrap();
        while self.round.load(Ordering::Relaxed) == mine {
            arrived = self.next_round.wait(arrived).unwrap();
        }
        false
    }
}
