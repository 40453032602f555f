//! Mirrors [`std::cell`], as far as the model watches it.

use std::fmt;

use interleaving::Operation;

use crate::model::current::{object, step};

/// Mirrors [`std::cell::UnsafeCell`]. Two accesses that nothing orders fail the model, if one of them
/// writes.
///
/// The pointer of [`get`](Self::get) counts as written to at the moment it is got, and is not watched
/// afterwards: get it where you use it. [`with`](Self::with) and [`with_mut`](Self::with_mut), which std
/// does not have, also say when an access ends.
pub struct UnsafeCell<T: ?Sized> {
    object: usize,
    inner: loom::cell::UnsafeCell<T>,
}

impl<T> UnsafeCell<T> {
    /// Makes a cell around `value`.
    #[track_caller]
    #[must_use]
    pub fn new(value: T) -> Self {
        Self {
            object: object("UnsafeCell"),
            inner: loom::cell::UnsafeCell::new(value),
        }
    }

    /// Takes the value out.
    pub fn into_inner(self) -> T {
        self.inner.into_inner()
    }
}

impl<T: ?Sized> UnsafeCell<T> {
    /// Where the value is; taken for a write.
    #[track_caller]
    pub fn get(&self) -> *mut T {
        self.with_mut(|pointer| pointer)
    }

    /// Where the value is, to read it within `access`.
    #[track_caller]
    pub fn with<R>(&self, access: impl FnOnce(*const T) -> R) -> R {
        step(
            Operation::CellRead,
            Some(self.object),
            || self.inner.with(|_| ()),
            |(), _, _| (),
        );
        self.inner.with(access)
    }

    /// Where the value is, to write it within `access`.
    #[track_caller]
    pub fn with_mut<R>(&self, access: impl FnOnce(*mut T) -> R) -> R {
        step(
            Operation::CellWrite,
            Some(self.object),
            || self.inner.with_mut(|_| ()),
            |(), _, _| (),
        );
        self.inner.with_mut(access)
    }
}

impl<T: Default> Default for UnsafeCell<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> From<T> for UnsafeCell<T> {
    #[track_caller]
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: ?Sized> fmt::Debug for UnsafeCell<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("UnsafeCell").finish_non_exhaustive()
    }
}
