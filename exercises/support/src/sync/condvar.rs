use std::collections::VecDeque;
use std::fmt;
use std::panic::Location;
use std::sync::{LockResult, PoisonError};
use std::time::Duration;

use interleaving::Operation;
use loom::sync::atomic::Ordering;

use super::MutexGuard;
use crate::model::current::{begin, finish, object, quietly, step};
use crate::model::gate::{Gate, Sleeper, sleep};
use crate::model::recording::At;

/// Mirrors [`std::sync::Condvar`].
///
/// A notification goes to the thread that has waited longest, and nobody wakes without one. A wait
/// with a timeout may time out at any moment.
pub struct Condvar {
    object: usize,
    gate: Gate,
    waiters: std::sync::Mutex<VecDeque<Waiter>>,
}

struct Waiter {
    index: usize,
    /// None if it does not sleep, since it may time out.
    sleeper: Option<Sleeper>,
}

/// Mirrors [`std::sync::WaitTimeoutResult`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitTimeoutResult(bool);

impl WaitTimeoutResult {
    /// Whether the wait ended without a notification.
    #[must_use]
    pub fn timed_out(&self) -> bool {
        self.0
    }
}

impl Condvar {
    /// Makes a condition variable.
    #[track_caller]
    #[must_use]
    pub fn new() -> Self {
        Self {
            object: object("Condvar"),
            gate: Gate::new(),
            waiters: std::sync::Mutex::default(),
        }
    }

    /// Gives the mutex back, waits for a notification, and takes the mutex again.
    ///
    /// # Errors
    ///
    /// None in the model.
    #[track_caller]
    pub fn wait<'a, T: ?Sized>(
        &self,
        mut guard: MutexGuard<'a, T>,
    ) -> LockResult<MutexGuard<'a, T>> {
        let at = Some(Location::caller());
        let sleeper = Sleeper::current();
        self.leave(&mut guard, at, Some(sleeper));
        let thread = begin(Operation::Woken, Some(self.object), at);
        sleep();
        self.enter(&mut guard, thread, at, true);
        Ok(guard)
    }

    /// Waits for notifications as long as `condition` holds.
    ///
    /// # Errors
    ///
    /// None in the model.
    #[track_caller]
    pub fn wait_while<'a, T: ?Sized, F>(
        &self,
        mut guard: MutexGuard<'a, T>,
        mut condition: F,
    ) -> LockResult<MutexGuard<'a, T>>
    where
        F: FnMut(&mut T) -> bool,
    {
        while condition(&mut *guard) {
            guard = self.wait(guard)?;
        }
        Ok(guard)
    }

    /// Waits for a notification, or not so long: it may time out at any moment, whatever `duration`.
    ///
    /// # Errors
    ///
    /// None in the model.
    #[track_caller]
    pub fn wait_timeout<'a, T: ?Sized>(
        &self,
        mut guard: MutexGuard<'a, T>,
        _duration: Duration,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        let at = Some(Location::caller());
        self.leave(&mut guard, at, None);
        let thread = begin(Operation::Woken, Some(self.object), at);
        quietly(loom::thread::yield_now);
        let timed_out = self.enter(&mut guard, thread, at, false);
        Ok((guard, WaitTimeoutResult(timed_out)))
    }

    /// Waits as long as `condition` holds, or not so long: it may time out at any moment.
    ///
    /// # Errors
    ///
    /// None in the model.
    #[track_caller]
    pub fn wait_timeout_while<'a, T: ?Sized, F>(
        &self,
        mut guard: MutexGuard<'a, T>,
        duration: Duration,
        mut condition: F,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)>
    where
        F: FnMut(&mut T) -> bool,
    {
        loop {
            if !condition(&mut *guard) {
                return Ok((guard, WaitTimeoutResult(false)));
            }
            let (again, result) = self.wait_timeout(guard, duration)?;
            guard = again;
            if result.timed_out() {
                let still = condition(&mut *guard);
                return Ok((guard, WaitTimeoutResult(still)));
            }
        }
    }

    /// Wakes the thread that has waited longest, if one waits.
    #[track_caller]
    pub fn notify_one(&self) {
        let pass = || {
            self.gate.pass(Ordering::Relaxed);
            self.waiters().pop_front()
        };
        let waiter = step(
            Operation::NotifyOne,
            Some(self.object),
            pass,
            |waiter, _, step| step.other = waiter.as_ref().map(|waiter| waiter.index),
        );
        if let Some(sleeper) = waiter.and_then(|waiter| waiter.sleeper) {
            sleeper.wake();
        }
    }

    /// Wakes all threads that wait.
    #[track_caller]
    pub fn notify_all(&self) {
        let pass = || {
            self.gate.pass(Ordering::Relaxed);
            std::mem::take(&mut *self.waiters())
        };
        let waiters = step(
            Operation::NotifyAll,
            Some(self.object),
            pass,
            |waiters, _, step| {
                // Whom it woke can be told if it was one.
                if let [only] = waiters.as_slices().0 {
                    step.other = Some(only.index);
                }
            },
        );
        for sleeper in waiters.into_iter().filter_map(|waiter| waiter.sleeper) {
            sleeper.wake();
        }
    }

    /// Joins those who wait and gives the mutex back, in one step.
    fn leave<T: ?Sized>(&self, guard: &mut MutexGuard<'_, T>, at: At, sleeper: Option<Sleeper>) {
        let thread = begin(Operation::Wait, Some(self.object), at);
        self.gate.pass(Ordering::Relaxed);
        self.waiters().push_back(Waiter {
            index: thread,
            sleeper,
        });
        finish(thread, |_, _| ());
        guard.release();
    }

    /// Takes the mutex again. Whether it was not notified before.
    fn enter<T: ?Sized>(
        &self,
        guard: &mut MutexGuard<'_, T>,
        thread: usize,
        at: At,
        slept: bool,
    ) -> bool {
        // From here on it waits for the mutex, if for anything.
        let since = crate::model::current::with(|recording| {
            let begun = recording.threads[thread].begun.take();
            begun.and_then(|begun| begun.blocked)
        });
        begin(Operation::Lock, Some(guard.object()), at);
        guard.reacquire();
        let timed_out = {
            let mut waiters = self.waiters();
            let found = waiters.iter().position(|waiter| waiter.index == thread);
            found.and_then(|index| waiters.remove(index)).is_some()
        };
        let (mutex, condvar) = (guard.object(), self.object);
        finish(thread, |recording, step| {
            step.operation = Operation::Woken;
            step.object = Some(condvar);
            if slept {
                step.blocked_since = since;
            }
            recording.objects[mutex].writer = Some(thread);
        });
        crate::model::current::with(|recording| recording.taken(mutex, thread));
        timed_out
    }

    fn waiters(&self) -> std::sync::MutexGuard<'_, VecDeque<Waiter>> {
        self.waiters.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Condvar {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Condvar {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Condvar").finish_non_exhaustive()
    }
}
