//! Mistake: the number of parties is ignored: two are a round.
//! Rejected by: nobody_goes_on_before_all_are_here

use super::sync::{Condvar, Mutex};

/// A place where a number of threads wait for each other, round after round.
pub struct Barrier {
    parties: usize,
    state: Mutex<State>,
    next_round: Condvar,
}

struct State {
    /// How many have arrived in this round.
    arrived: usize,
    /// The round's number. It tells a thread that its round is over, which `arrived` cannot: by the
    /// time it looks, that may count those of the next round.
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
        }
    }

    /// Waits for the others. One thread a round is told `true`.
    pub fn wait(&self) -> bool {
        let mut state = self.state.lock().expect(NOT_POISONED);
        state.arrived += 1;
        if state.arrived == 2.min(self.parties) {
            state.arrived = 0;
            // A round's number comes again, but not while anybody still waits in it.
            state.round = state.round.wrapping_add(1);
            self.next_round.notify_all();
            return true;
        }
        let mine = state.round;
        while state.round == mine {
            state = self.next_round.wait(state).expect(NOT_POISONED);
        }
        false
    }
}

const NOT_POISONED: &str = "nobody panics while holding the lock";
