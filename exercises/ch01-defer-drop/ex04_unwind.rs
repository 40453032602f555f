//! A count that is right on every way out.
//!
//! `handle` runs `handler` as one of at most `limit` active connections and returns its result, or
//! `None` if `limit` are active. `active` must count those that are being handled, also after a
//! handler panicked. The panic itself goes on to the caller.

use std::cell::Cell;

/// The connections that are being handled.
pub struct Connections {
    active: Cell<usize>,
    limit: usize,
}

impl Connections {
    pub fn new(limit: usize) -> Self {
        Self {
            active: Cell::new(0),
            limit,
        }
    }

    pub fn active(&self) -> usize {
        self.active.get()
    }

    pub fn handle<T>(&self, handler: impl FnOnce() -> T) -> Option<T> {
        if self.active.get() == self.limit {
            return None;
        }
        self.active.set(self.active.get() + 1);
        let result = handler();
        self.active.set(self.active.get() - 1);
        Some(result)
    }
}
