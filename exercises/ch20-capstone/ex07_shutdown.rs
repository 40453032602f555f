//! A gate that can be closed: who is inside may finish, nobody else comes in, and one can wait for the last.
//!
//! 1. `enter` gives a pass, or none once the gate is closed. Who drops the pass has left, on every way out.
//! 2. When `close` has returned, nobody comes in any more. It waits for nobody.
//! 3. `wait` and `drained` sleep until nobody is inside, whether the gate is open or closed. Any number of threads
//!    may wait. They see afterwards what was written by those who have left.

use std::time::Duration;

use super::sync::{Arc, Condvar, Mutex};

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

struct State {
    inside: usize,
    closed: bool,
}

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
        todo!("look, and count, with nobody in between")
    }

    /// Closes the gate, for ever. Nobody comes in once this has returned. It waits for nobody.
    pub fn close(&self) {
        todo!("close it")
    }

    /// Whether the gate is closed.
    pub fn is_closed(&self) -> bool {
        self.shared.state.lock().unwrap().closed
    }

    /// How many are inside.
    pub fn inside(&self) -> usize {
        self.shared.state.lock().unwrap().inside
    }

    /// Waits until nobody is inside, however long it takes.
    pub fn wait(&self) {
        todo!("sleep as long as somebody is inside")
    }

    /// Waits until nobody is inside, for at most `limit`, all in all. Returns how many are left.
    pub fn drained(&self, limit: Duration) -> usize {
        todo!("the same, but not for ever")
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
        // One less. If it was the last: who waits for that?
    }
}
