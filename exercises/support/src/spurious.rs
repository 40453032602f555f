//! Std's `sync`, in place of the answer's, with a condition variable that can be told to wake up for no reason.
//!
//! Std's own [may do so](https://doc.rust-lang.org/std/sync/struct.Condvar.html#method.wait), but it
//! hardly ever does, so that code which cannot stand it passes every test.

use std::cell::{Cell, RefCell};
use std::sync::mpsc::Sender;
use std::sync::{LockResult, MutexGuard};
use std::time::{Duration, Instant};

/// How many waits end for no reason, one after the other. Then one ends because its time is over, if it was given
/// as much as the first of them.
const PATIENCE: usize = 50;

thread_local! {
    static ON_WAIT: RefCell<Option<Sender<()>>> = const { RefCell::new(None) };
    static FOR_NO_REASON: Cell<bool> = const { Cell::new(false) };
    static NEVER_TIMES_OUT: Cell<bool> = const { Cell::new(false) };
    static LIMITS: RefCell<Vec<Duration>> = const { RefCell::new(Vec::new()) };
}

/// Lets this thread's first wait end for no reason, and tells `on_wait` of this wait and each that
/// follows.
pub fn wake_this_thread_once(on_wait: Sender<()>) {
    ON_WAIT.set(Some(on_wait));
    FOR_NO_REASON.set(true);
}

/// Lets each wait with a limit of this thread end a moment later, for no reason, whatever its limit: the time that
/// is left is for the caller to know.
pub fn wake_this_thread_again_and_again() {
    NEVER_TIMES_OUT.set(true);
}

/// The limits that this thread's waits were given, as far as they were woken again and again.
pub fn limits() -> Vec<Duration> {
    LIMITS.take()
}

/// Std's `sync` but for the condition variable.
pub mod sync {
    pub use super::{Condvar, WaitTimeoutResult};
    pub use std::sync::*;
}

/// As std's, but for [`wake_this_thread_once`] and [`wake_this_thread_again_and_again`].
#[derive(Debug, Default)]
pub struct Condvar(std::sync::Condvar);

/// As std's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitTimeoutResult(bool);

impl WaitTimeoutResult {
    /// Whether the time was over.
    pub fn timed_out(&self) -> bool {
        self.0
    }
}

impl Condvar {
    /// One that nobody waits for.
    pub const fn new() -> Self {
        Self(std::sync::Condvar::new())
    }

    /// As std's, but for [`wake_this_thread_once`].
    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        if wakes_for_no_reason() {
            return Ok(guard);
        }
        self.0.wait(guard)
    }

    /// As std's, by [`wait`](Self::wait).
    pub fn wait_while<'a, T>(
        &self,
        mut guard: MutexGuard<'a, T>,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> LockResult<MutexGuard<'a, T>> {
        while condition(&mut guard) {
            guard = self.wait(guard)?;
        }
        Ok(guard)
    }

    /// As std's, but for [`wake_this_thread_once`] and [`wake_this_thread_again_and_again`].
    pub fn wait_timeout<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        limit: Duration,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        if wakes_for_no_reason() {
            return Ok((guard, WaitTimeoutResult(false)));
        }
        if NEVER_TIMES_OUT.get() {
            let began_anew = LIMITS.with_borrow_mut(|limits| {
                limits.push(limit);
                limits.len() >= PATIENCE && limits[0] <= limit
            });
            if began_anew {
                return Ok((guard, WaitTimeoutResult(true)));
            }
            let moment = limit.min(Duration::from_millis(1));
            let (guard, _) = self.0.wait_timeout(guard, moment).expect("not poisoned");
            return Ok((guard, WaitTimeoutResult(false)));
        }
        let waited = self.0.wait_timeout(guard, limit);
        let (guard, result) = waited.expect("not poisoned");
        Ok((guard, WaitTimeoutResult(result.timed_out())))
    }

    /// As std's, word for word.
    pub fn wait_timeout_while<'a, T>(
        &self,
        mut guard: MutexGuard<'a, T>,
        limit: Duration,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        let start = Instant::now();
        loop {
            if !condition(&mut guard) {
                return Ok((guard, WaitTimeoutResult(false)));
            }
            let Some(left) = limit.checked_sub(start.elapsed()) else {
                return Ok((guard, WaitTimeoutResult(true)));
            };
            guard = self.wait_timeout(guard, left)?.0;
        }
    }

    /// As std's.
    pub fn notify_one(&self) {
        self.0.notify_one();
    }

    /// As std's.
    pub fn notify_all(&self) {
        self.0.notify_all();
    }
}

/// Tells who listens that this thread waits, and whether the wait ends at once.
fn wakes_for_no_reason() -> bool {
    ON_WAIT.with_borrow(|on_wait| {
        if let Some(on_wait) = on_wait {
            // Nobody has to listen.
            let _ = on_wait.send(());
        }
    });
    FOR_NO_REASON.take()
}
