//! Mistake: the rollback stands at the end, where an early return never comes by.
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
    let before = installed.borrow().len();
    let mut done = 0;
    for name in names {
        copy(name)?;
        installed.borrow_mut().push(name.to_string());
        done += 1;
    }
    if done < names.len() {
        installed.borrow_mut().truncate(before);
    }
    Ok(())
}
