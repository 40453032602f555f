//! Mistake: the count and the round are atomics, and the round is read after arriving: it may be the next one by then.
//! Rejected by: one_round_together

use super::sync::atomic::{AtomicUsize, Ordering};
use super::sync::{Condvar, Mutex};

/// A place where a number of threads wait for each other, round after round.
pub struct Barrier {
    parties: usize,
    arrived: AtomicUsize,
    round: AtomicUsize,
    sleep: Mutex<()>,
    next_round: Condvar,
}

impl Barrier {
    /// A barrier for `parties` threads, one at least.
    pub fn new(parties: usize) -> Self {
        Self {
            parties,
            arrived: AtomicUsize::new(0),
            round: AtomicUsize::new(0),
            sleep: Mutex::new(()),
            next_round: Condvar::new(),
        }
    }

    /// Waits for the others. One thread a round is told `true`.
    pub fn wait(&self) -> bool {
        if self.arrived.fetch_add(1, Ordering::AcqRel) + 1 == self.parties {
            self.arrived.store(0, Ordering::Release);
            let _sleep = self.sleep.lock().unwrap();
            self.round.fetch_add(1, Ordering::AcqRel);
            self.next_round.notify_all();
            return true;
        }
        let mine = self.round.load(Ordering::Acquire);
        let mut sleep = self.sleep.lock().unwrap();
        while self.round.load(Ordering::Acquire) == mine {
            sleep = self.next_round.wait(sleep).unwrap();
        }
        false
    }
}
