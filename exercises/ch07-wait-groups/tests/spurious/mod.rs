//! Std's `sync`, with a condition variable that can be told to wake up for no reason.
//!
//! Std's own [may do so](https://doc.rust-lang.org/std/sync/struct.Condvar.html#method.wait), but it
//! hardly ever does, so that code which cannot stand it passes every test.

use std::cell::{Cell, RefCell};
use std::sync::mpsc::Sender;

thread_local! {
    static ON_WAIT: RefCell<Option<Sender<()>>> = const { RefCell::new(None) };
    static FOR_NO_REASON: Cell<bool> = const { Cell::new(false) };
}

/// Lets this thread's first wait end for no reason, and tells `on_wait` of this wait and each that
/// follows.
pub fn wake_this_thread_once(on_wait: Sender<()>) {
    ON_WAIT.set(Some(on_wait));
    FOR_NO_REASON.set(true);
}

/// Std's `sync` but for the condition variable.
pub mod sync {
    pub use super::Condvar;
    pub use std::sync::*;
}

/// As std's, but for [`wake_this_thread_once`].
#[derive(Debug, Default)]
pub struct Condvar(std::sync::Condvar);

#[allow(
    dead_code,
    reason = "an answer uses what it likes of a condition variable"
)]
impl Condvar {
    pub const fn new() -> Self {
        Self(std::sync::Condvar::new())
    }

    pub fn wait<'a, T>(
        &self,
        guard: std::sync::MutexGuard<'a, T>,
    ) -> std::sync::LockResult<std::sync::MutexGuard<'a, T>> {
        ON_WAIT.with_borrow(|on_wait| {
            if let Some(on_wait) = on_wait {
                // Nobody has to listen.
                let _ = on_wait.send(());
            }
        });
        if FOR_NO_REASON.take() {
            return Ok(guard);
        }
        self.0.wait(guard)
    }

    pub fn wait_while<'a, T>(
        &self,
        mut guard: std::sync::MutexGuard<'a, T>,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> std::sync::LockResult<std::sync::MutexGuard<'a, T>> {
        while condition(&mut guard) {
            guard = self.wait(guard)?;
        }
        Ok(guard)
    }

    pub fn notify_one(&self) {
        self.0.notify_one();
    }

    pub fn notify_all(&self) {
        self.0.notify_all();
    }
}
