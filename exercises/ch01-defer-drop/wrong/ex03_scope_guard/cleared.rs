//! Mistake: the rollback clears the list instead of returning to what was there.
//! Rejected by: a_failure_is_rolled_back

use std::cell::RefCell;

/// Runs its action when it is dropped.
pub struct Guard<F: FnOnce()> {
    action: Option<F>,
}

/// Runs `action` when the returned guard is dropped.
#[must_use = "who drops the guard runs its action"]
pub fn defer<F: FnOnce()>(action: F) -> Guard<F> {
    Guard {
        action: Some(action),
    }
}

impl<F: FnOnce()> Guard<F> {
    /// Drops the action without running it.
    pub fn dismiss(mut self) {
        self.action = None;
    }
}

impl<F: FnOnce()> Drop for Guard<F> {
    fn drop(&mut self) {
        if let Some(action) = self.action.take() {
            action();
        }
    }
}

/// Copies each of `names` with `copy` and adds it to `installed`: all of them or none.
pub fn install(
    names: &[&str],
    installed: &RefCell<Vec<String>>,
    copy: impl Fn(&str) -> Result<(), String>,
) -> Result<(), String> {
    let rollback = defer(|| installed.borrow_mut().clear());
    for name in names {
        copy(name)?;
        installed.borrow_mut().push(name.to_string());
    }
    rollback.dismiss();
    Ok(())
}
