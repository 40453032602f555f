//! Mistake: the pass is only asked whether it is there, and dropped with the question.
//! Rejected by: serve_if_room_guards_its_handler

use std::cell::Cell;

/// Counts how many are inside.
#[derive(Default)]
pub struct Gate {
    inside: Cell<usize>,
}

/// The right to be inside, for as long as the value lives.
#[must_use = "who drops the pass has left"]
pub struct Pass<'a> {
    gate: &'a Gate,
}

impl Gate {
    pub fn inside(&self) -> usize {
        self.inside.get()
    }

    pub fn enter(&self) -> Pass<'_> {
        self.inside.set(self.inside.get() + 1);
        Pass { gate: self }
    }

    /// As `enter`, if fewer than `limit` are inside.
    pub fn try_enter(&self, limit: usize) -> Option<Pass<'_>> {
        (self.inside() < limit).then(|| self.enter())
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        self.gate.inside.set(self.gate.inside.get() - 1);
    }
}

/// Runs `handler` inside the gate.
pub fn serve<T>(gate: &Gate, handler: impl FnOnce() -> T) -> T {
    let _pass = gate.enter();
    handler()
}

/// Runs `handler` inside the gate, or returns `None` if `limit` are inside already.
pub fn serve_if_room<T>(gate: &Gate, limit: usize, handler: impl FnOnce() -> T) -> Option<T> {
    if gate.try_enter(limit).is_some() {
        Some(handler())
    } else {
        None
    }
}
