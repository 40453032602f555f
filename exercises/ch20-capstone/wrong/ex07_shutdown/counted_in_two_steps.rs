//! Mistake: the count is read and written in two steps.
//! Rejected by: all_are_counted

use std::time::Duration;

use super::sync::{Arc, Condvar, Mutex, MutexGuard};

/// Counts who is inside. Clones are the same gate.
pub struct Gate {
    shared: Arc<Shared>,
}

/// The right to be inside. Who drops it has left.
pub struct Pass {
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    /// Nobody is inside.
    empty: Condvar,
}

/// Under one lock: who comes in looks at one and changes the other, with nobody in between.
struct State {
    inside: usize,
    closed: bool,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect(NOT_POISONED)
    }
}

const NOT_POISONED: &str = "nobody panics while holding the lock";

impl Gate {
    /// An open gate, with nobody inside.
    pub fn new() -> Self {
        Self {
            shared: Arc::new(Shared {
                state: Mutex::new(State {
                    inside: 0,
                    closed: false,
                }),
                empty: Condvar::new(),
            }),
        }
    }

    /// Comes in; none once the gate is closed.
    pub fn enter(&self) -> Option<Pass> {
        let state = self.shared.state();
        if state.closed {
            return None;
        }
        let inside = state.inside;
        drop(state);
        self.shared.state().inside = inside + 1;
        Some(Pass {
            shared: Arc::clone(&self.shared),
        })
    }

    /// Closes the gate, for ever. Nobody comes in once this has returned. It waits for nobody.
    pub fn close(&self) {
        self.shared.state().closed = true;
    }

    /// Whether the gate is closed.
    pub fn is_closed(&self) -> bool {
        self.shared.state().closed
    }

    /// How many are inside.
    pub fn inside(&self) -> usize {
        self.shared.state().inside
    }

    /// Waits until nobody is inside, however long it takes.
    pub fn wait(&self) {
        let state = self.shared.state();
        let waited = self.shared.empty.wait_while(state, |it| it.inside > 0);
        drop(waited.expect(NOT_POISONED));
    }

    /// Waits until nobody is inside, for at most `limit`. Returns how many are left.
    pub fn drained(&self, limit: Duration) -> usize {
        let state = self.shared.state();
        let empty = &self.shared.empty;
        let waited = empty.wait_timeout_while(state, limit, |it| it.inside > 0);
        let (state, _) = waited.expect(NOT_POISONED);
        state.inside
    }
}

impl Clone for Gate {
    fn clone(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
        }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        state.inside -= 1;
        if state.inside == 0 {
            self.shared.empty.notify_all();
        }
    }
}
