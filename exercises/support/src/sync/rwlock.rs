use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{LockResult, PoisonError, TryLockError, TryLockResult};

use interleaving::Operation;

use crate::model::current::{note, object, step};

/// Mirrors [`std::sync::RwLock`]. It prefers nobody: a waiting writer does not hold up new readers.
pub struct RwLock<T: ?Sized> {
    object: usize,
    /// Whether a guard to write was dropped by a panic.
    abandoned: AtomicBool,
    inner: loom::sync::RwLock<T>,
}

/// Mirrors [`std::sync::RwLockReadGuard`].
#[must_use = "a guard that is dropped at once locks nothing"]
pub struct RwLockReadGuard<'a, T: ?Sized> {
    object: usize,
    /// None once it is being dropped.
    inner: Option<loom::sync::RwLockReadGuard<'a, T>>,
}

/// Mirrors [`std::sync::RwLockWriteGuard`].
#[must_use = "a guard that is dropped at once locks nothing"]
pub struct RwLockWriteGuard<'a, T: ?Sized> {
    object: usize,
    abandoned: &'a AtomicBool,
    /// None once it is being dropped.
    inner: Option<loom::sync::RwLockWriteGuard<'a, T>>,
}

impl<T> RwLock<T> {
    /// Makes a lock around `value`.
    #[track_caller]
    #[must_use]
    pub fn new(value: T) -> Self {
        Self {
            object: object("RwLock"),
            abandoned: AtomicBool::new(false),
            inner: loom::sync::RwLock::new(value),
        }
    }

    /// Takes the value out.
    ///
    /// # Errors
    ///
    /// None in the model.
    pub fn into_inner(self) -> LockResult<T> {
        self.inner.into_inner()
    }
}

impl<T: ?Sized> RwLock<T> {
    /// Waits until nobody writes, and takes the lock to read.
    ///
    /// # Errors
    ///
    /// None in the model.
    #[track_caller]
    pub fn read(&self) -> LockResult<RwLockReadGuard<'_, T>> {
        self.refuse_recursion("read");
        self.refuse_abandoned();
        let act = || self.inner.read().unwrap_or_else(PoisonError::into_inner);
        let guard = step(Operation::ReadLock, Some(self.object), act, |_, _, _| ());
        Ok(RwLockReadGuard {
            object: self.object,
            inner: Some(guard),
        })
    }

    /// Waits until nobody has the lock, and takes it to write.
    ///
    /// # Errors
    ///
    /// None in the model.
    #[track_caller]
    pub fn write(&self) -> LockResult<RwLockWriteGuard<'_, T>> {
        self.refuse_abandoned();
        let act = || self.inner.write().unwrap_or_else(PoisonError::into_inner);
        let guard = step(Operation::WriteLock, Some(self.object), act, |_, _, _| ());
        Ok(RwLockWriteGuard {
            object: self.object,
            abandoned: &self.abandoned,
            inner: Some(guard),
        })
    }

    /// Takes the lock to read if nobody writes.
    ///
    /// # Errors
    ///
    /// If somebody does.
    #[track_caller]
    pub fn try_read(&self) -> TryLockResult<RwLockReadGuard<'_, T>> {
        self.refuse_recursion("read");
        self.refuse_abandoned();
        let act = || self.inner.try_read().ok();
        let guard = step(
            Operation::ReadLock,
            Some(self.object),
            act,
            |guard, _, step| {
                step.blocked_since = None;
                if guard.is_none() {
                    step.operation = Operation::TryReadLockFailed;
                }
            },
        );
        match guard {
            Some(_) => Ok(RwLockReadGuard {
                object: self.object,
                inner: guard,
            }),
            None => Err(TryLockError::WouldBlock),
        }
    }

    /// Takes the lock to write if nobody has it.
    ///
    /// # Errors
    ///
    /// If somebody does.
    #[track_caller]
    pub fn try_write(&self) -> TryLockResult<RwLockWriteGuard<'_, T>> {
        self.refuse_abandoned();
        let act = || self.inner.try_write().ok();
        let guard = step(
            Operation::WriteLock,
            Some(self.object),
            act,
            |guard, _, step| {
                step.blocked_since = None;
                if guard.is_none() {
                    step.operation = Operation::TryWriteLockFailed;
                }
            },
        );
        match guard {
            Some(_) => Ok(RwLockWriteGuard {
                object: self.object,
                abandoned: &self.abandoned,
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
        self.inner.get_mut()
    }

    /// Always false in the model.
    #[must_use]
    pub fn is_poisoned(&self) -> bool {
        false
    }

    /// loom cannot go on with a lock that a panic gave back.
    fn refuse_abandoned(&self) {
        assert!(
            !self.abandoned.load(Ordering::Relaxed),
            "a panic dropped a guard of this lock, and the model does not know poisoned locks"
        );
    }

    /// loom counts the threads that read, not their guards. std may deadlock or panic there, so it is
    /// a bug in any case.
    #[track_caller]
    fn refuse_recursion(&self, what: &str) {
        let again = crate::model::current::with(|recording| {
            let thread = recording.current;
            recording.objects[self.object].readers.contains(&thread)
        });
        assert!(
            !again,
            "this thread already holds this lock to read, and asks to {what} it again: with a writer \
             waiting in between, std's RwLock may deadlock here"
        );
    }
}

impl<T: Default> Default for RwLock<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> From<T> for RwLock<T> {
    #[track_caller]
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: ?Sized> fmt::Debug for RwLock<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RwLock").finish_non_exhaustive()
    }
}

const HELD: &str = "a guard holds its lock until it is dropped";

impl<T: ?Sized> Deref for RwLockReadGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.inner.as_ref().expect(HELD)
    }
}

impl<T: ?Sized> Deref for RwLockWriteGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.inner.as_ref().expect(HELD)
    }
}

impl<T: ?Sized> DerefMut for RwLockWriteGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.inner.as_mut().expect(HELD)
    }
}

impl<T: ?Sized> Drop for RwLockReadGuard<'_, T> {
    fn drop(&mut self) {
        self.inner = None;
        note(Operation::ReadUnlock, Some(self.object), None);
    }
}

impl<T: ?Sized> Drop for RwLockWriteGuard<'_, T> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.abandoned.store(true, Ordering::Relaxed);
        }
        self.inner = None;
        note(Operation::WriteUnlock, Some(self.object), None);
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockReadGuard<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(formatter)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockWriteGuard<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(formatter)
    }
}
