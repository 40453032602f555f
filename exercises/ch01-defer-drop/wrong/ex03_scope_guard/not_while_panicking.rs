//! Mistake: the guard does nothing while a panic unwinds, which is when it is needed most.
//! Rejected by: a_panic_runs_the_action

use std::cell::RefCell;

#[must_use = "a guard that is not bound to a name runs at once"]
pub struct Defer<F: FnOnce()> {
    pub action: Option<F>,
}

/// Returns a guard that runs `action` when it is dropped.
pub fn defer<F: FnOnce()>(action: F) -> Defer<F> {
    Defer {
        action: Some(action),
    }
}

impl<F: FnOnce()> Defer<F> {
    /// Ends the guard without running its action.
    pub fn dismiss(mut self) {
        self.action = None;
    }

    /// Ends the guard by running its action now.
    pub fn run_now(self) {
        drop(self);
    }
}

impl<F: FnOnce()> Drop for Defer<F> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        if let Some(action) = self.action.take() {
            action();
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
