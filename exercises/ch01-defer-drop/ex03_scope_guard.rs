//! `defer` as a value, which can be dismissed.
//!
//! 1. `Guard` runs its action when it is dropped, once, unless it was dismissed.
//! 2. `install` copies all `names` or none: if a copy fails, or panics, `installed` is again what it
//!    was before. Use the guard for that: it must be right on every way out.

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
    pub fn dismiss(self) {
        todo!("make sure that the action does not run any more")
    }
}

impl<F: FnOnce()> Drop for Guard<F> {
    fn drop(&mut self) {
        todo!("run the action, if there still is one")
    }
}

/// Copies each of `names` with `copy` and adds it to `installed`.
pub fn install(
    names: &[&str],
    installed: &RefCell<Vec<String>>,
    copy: impl Fn(&str) -> Result<(), String>,
) -> Result<(), String> {
    for name in names {
        copy(name)?;
        installed.borrow_mut().push(name.to_string());
    }
    Ok(())
}
