//! Mistake: before it sleeps, a thread looks without the lock, and with Relaxed, whether the next round has begun: it may go on without seeing what the others wrote.
//! Rejected by: one_round_together

use super::sync::atomic::{AtomicUsize, Ordering};
use super::sync::{Condvar, Mutex};

/// A place where a number of threads wait for each other, round after round.
pub struct Barrier {
    parties: usize,
    state: Mutex<State>,
    next_round: Condvar,
    /// The round once more, for a quick look.
    at_a_glance: AtomicUsize,
}

struct State {
    arrived: usize,
    round: usize,
}

impl Barrier {
    /// A barrier for `parties` threads, one at least.
    pub fn new(parties: usize) -> Self {
        Self {
            parties,
            state: Mutex::new(State {
                arrived: 0,
                round: 0,
            }),
            next_round: Condvar::new(),
            at_a_glance: AtomicUsize::new(0),
        }
    }

    /// Waits for the others. One thread a round is told `true`.
    pub fn wait(&self) -> bool {
        let mut state = self.state.lock().unwrap();
        state.arrived += 1;
        if state.arrived == self.parties {
            state.arrived = 0;
            state.round = state.round.wrapping_add(1);
            self.at_a_glance.store(state.round, Ordering::Relaxed);
            self.next_round.notify_all();
            return true;
        }
        let mine = state.round;
        drop(state);
        // The others are often here in no time, and then nobody has to sleep.
        for _ in 0..2 {
            if self.at_a_glance.load(Ordering::Relaxed) != mine {
                return false;
            }
        }
        let mut state = self.state.lock().unwrap();
        while state.round == mine {
            state = self.next_round.wait(state).unwrap();
        }
        false
    }
}
