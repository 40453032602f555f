//! Go's `defer` as a value: a guard that runs a closure when it is dropped.
//!
//! 1. Write `defer`, the `Drop` of `Defer`, and its two methods. The closure runs once at most: when
//!    the guard is dropped, on whatever path, or at once if `run_now` is called. After `dismiss` it
//!    never runs, and what it has captured is dropped there and then.
//! 2. Use it in `join`: the name enters the room before `greet` is called, stays if `greet` returns
//!    `Ok`, and leaves again on every other path out.

use std::cell::RefCell;

#[must_use = "a guard that is not bound to a name runs at once"]
pub struct Defer<F: FnOnce()> {
    pub action: F, // yours to change
}

/// Returns a guard that runs `action` when it is dropped.
pub fn defer<F: FnOnce()>(action: F) -> Defer<F> {
    todo!()
}

impl<F: FnOnce()> Defer<F> {
    /// Ends the guard without running its action.
    pub fn dismiss(self) {
        todo!()
    }

    /// Ends the guard by running its action now.
    pub fn run_now(self) {
        todo!()
    }
}

/// The names of those who are in a room.
#[derive(Default)]
pub struct Room(RefCell<Vec<String>>);

impl Room {
    pub fn enter(&self, name: &str) {
        self.0.borrow_mut().push(name.to_owned());
    }

    pub fn leave(&self, name: &str) {
        self.0.borrow_mut().retain(|present| present != name);
    }

    pub fn names(&self) -> Vec<String> {
        self.0.borrow().clone()
    }
}

/// Enters `name`, then greets: a room may not hold anyone whose greeting failed.
pub fn join(
    room: &Room,
    name: &str,
    greet: impl FnOnce() -> Result<(), String>,
) -> Result<(), String> {
    todo!()
}
