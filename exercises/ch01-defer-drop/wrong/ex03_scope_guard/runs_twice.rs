//! Mistake: `run_now` runs the action and leaves it in place, so the Drop runs it again.
//! Rejected by: run_now_runs_the_action_once

use std::cell::RefCell;

#[must_use = "a guard that is not bound to a name runs at once"]
pub struct Defer<F: FnMut()> {
    pub action: F,
    dismissed: bool,
}

/// Returns a guard that runs `action` when it is dropped.
pub fn defer<F: FnMut()>(action: F) -> Defer<F> {
    Defer {
        action,
        dismissed: false,
    }
}

impl<F: FnMut()> Defer<F> {
    /// Ends the guard without running its action.
    pub fn dismiss(mut self) {
        self.dismissed = true;
    }

    /// Ends the guard by running its action now.
    pub fn run_now(mut self) {
        (self.action)();
    }
}

impl<F: FnMut()> Drop for Defer<F> {
    fn drop(&mut self) {
        if !self.dismissed {
            (self.action)();
        }
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
    room.enter(name);
    let leave = defer(|| room.leave(name));
    greet()?;
    leave.dismiss();
    Ok(())
}
