//! Mistake: `drop` cleans up after panics only, as if it did not run when a handler returns.
//! Rejected by: a_handler_is_active_while_it_runs

use std::cell::Cell;

/// The connections that are being handled.
pub struct Connections {
    active: Cell<usize>,
    limit: usize,
}

/// One of the active connections, until it is dropped.
struct Active<'a>(&'a Cell<usize>);

impl Drop for Active<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.set(self.0.get() - 1);
        }
    }
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

    /// Runs `handler` if fewer than the limit are active.
    pub fn handle<T>(&self, handler: impl FnOnce() -> T) -> Option<T> {
        let _active = self.activate()?;
        Some(handler())
    }

    fn activate(&self) -> Option<Active<'_>> {
        if self.active.get() == self.limit {
            return None;
        }
        self.active.set(self.active.get() + 1);
        Some(Active(&self.active))
    }
}
