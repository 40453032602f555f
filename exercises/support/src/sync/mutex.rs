use std::fmt;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{LockResult, TryLockError, TryLockResult};

use interleaving::Operation;

use crate::model::current::{note, object, quietly, step};

/// Mirrors [`std::sync::Mutex`]. It is never poisoned: see [`crate::model`](mod@crate::model).
pub struct Mutex<T: ?Sized> {
    object: usize,
    /// Whether a guard was dropped by a panic. Plain, since that happens in one step with the unlock.
    abandoned: AtomicBool,
    inner: loom::sync::Mutex<T>,
}

/// Mirrors [`std::sync::MutexGuard`].
#[must_use = "a guard that is dropped at once locks nothing"]
pub struct MutexGuard<'a, T: ?Sized> {
    mutex: &'a Mutex<T>,
    /// None while it waits on a condition variable.
    inner: Option<loom::sync::MutexGuard<'a, T>>,
}

impl<T> Mutex<T> {
    /// Makes a mutex around `value`.
    #[track_caller]
    #[must_use]
    pub fn new(value: T) -> Self {
        Self {
            object: object("Mutex"),
            abandoned: AtomicBool::new(false),
            inner: loom::sync::Mutex::new(value),
        }
    }

    /// Takes the value out.
    ///
    /// # Errors
    ///
    /// None in the model.
    pub fn into_inner(self) -> LockResult<T> {
        self.refuse_abandoned();
        self.inner.into_inner()
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Waits until the mutex is free, and takes it.
    ///
    /// # Errors
    ///
    /// None in the model.
    #[track_caller]
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        let guard = step(
            Operation::Lock,
            Some(self.object),
            || self.acquire(),
            |_, _, _| (),
        );
        Ok(MutexGuard {
            mutex: self,
            inner: Some(guard),
        })
    }

    /// Takes the mutex if it is free.
    ///
    /// # Errors
    ///
    /// If it is not.
    #[track_caller]
    pub fn try_lock(&self) -> TryLockResult<MutexGuard<'_, T>> {
        let guard = step(
            Operation::TryLock,
            Some(self.object),
            || {
                self.refuse_abandoned();
                self.inner.try_lock().ok()
            },
            |guard, _, step| {
                if guard.is_none() {
                    step.operation = Operation::TryLockFailed;
                }
            },
        );
        match guard {
            Some(_) => Ok(MutexGuard {
                mutex: self,
                inner: guard,
            }),
            None => Err(TryLockError::WouldBlock),
        }
    }

    /// The value, without a lock: nobody else can have it.
    ///
    /// # Errors
    ///
    /// None in the model.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        self.refuse_abandoned();
        self.inner.get_mut()
    }

    /// Always false in the model.
    #[must_use]
    pub fn is_poisoned(&self) -> bool {
        false
    }

    /// Nothing to do in the model.
    pub fn clear_poison(&self) {}

    /// Waits for the mutex without a note of it. Other threads may run meanwhile.
    fn acquire(&self) -> loom::sync::MutexGuard<'_, T> {
        self.refuse_abandoned();
        match self.inner.lock() {
            Ok(guard) => guard,
            Err(poisoned) => poisoned.into_inner(),
        }
    }

    /// loom cannot go on with a mutex that a panic gave back.
    fn refuse_abandoned(&self) {
        assert!(
            !self.abandoned.load(Ordering::Relaxed),
            "a panic dropped a guard of this mutex, and the model does not know poisoned locks"
        );
    }
}

impl<T: Default> Default for Mutex<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> From<T> for Mutex<T> {
    #[track_caller]
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: ?Sized> fmt::Debug for Mutex<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Mutex").finish_non_exhaustive()
    }
}

impl<'a, T: ?Sized> MutexGuard<'a, T> {
    /// The mutex's number in the recording.
    pub(super) fn object(&self) -> usize {
        self.mutex.object
    }

    /// Gives the mutex back for a while. The step that this belongs to is noted by the caller.
    pub(super) fn release(&mut self) {
        let object = self.mutex.object;
        crate::model::current::with(|recording| recording.objects[object].writer = None);
        self.inner = None;
    }

    /// Takes it again; others may run meanwhile. Noted by the caller as well.
    pub(super) fn reacquire(&mut self) {
        self.inner = Some(quietly(|| self.mutex.acquire()));
    }
}

const HELD: &str = "a guard holds its mutex whenever its owner runs";

impl<T: ?Sized> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.inner.as_ref().expect(HELD)
    }
}

impl<T: ?Sized> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.inner.as_mut().expect(HELD)
    }
}

impl<T: ?Sized> Drop for MutexGuard<'_, T> {
    fn drop(&mut self) {
        if let Some(guard) = self.inner.take() {
            if std::thread::panicking() {
                self.mutex.abandoned.store(true, Ordering::Relaxed);
            }
            drop(guard);
            note(
                Operation::Unlock,
                Some(self.mutex.object),
                None::<&Location<'_>>,
            );
        }
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for MutexGuard<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(formatter)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for MutexGuard<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(formatter)
    }
}
