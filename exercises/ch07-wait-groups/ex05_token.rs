//! A WaitGroup without `add` and `done`: to clone it is to add, to drop it is to be done.
//!
//! 1. There is one token at first, the group itself. Each clone is one more.
//! 2. `wait` gives back the token it is called on, and returns when there is none left. Any number of
//!    them may wait; all go on when the last token is gone.
//! 3. Who waits sees all that was written before a token was dropped.

use super::sync::{Arc, Condvar, Mutex};

/// One token of a group.
pub struct WaitGroup {
    shared: Arc<Shared>,
}

/// What all tokens of a group share.
struct Shared {
    tokens: Mutex<usize>,
    none_left: Condvar,
}

impl WaitGroup {
    /// The first token of a new group.
    pub fn new() -> Self {
        todo!("share a count of one")
    }

    /// Gives this token back, and returns when there is none left.
    pub fn wait(self) {
        todo!("whose token is still there?")
    }
}

impl Clone for WaitGroup {
    fn clone(&self) -> Self {
        todo!("one more")
    }
}

impl Drop for WaitGroup {
    fn drop(&mut self) {
        todo!("one less")
    }
}
