//! A lock of one bit.

use std::ops::{Deref, DerefMut};

use super::cell::UnsafeCell;
use super::hint;
use super::sync::atomic::{AtomicBool, Ordering};

/// A value that one thread at a time can reach. Who does not get it spins.
pub struct SpinLock<T> {
    locked: AtomicBool,
    value: UnsafeCell<T>,
}

// TODO: "may be shared by threads" is promised for every `T` here. For which is it true?
unsafe impl<T> Sync for SpinLock<T> {}

impl<T> SpinLock<T> {
    /// An unlocked lock with this value.
    pub fn new(value: T) -> Self {
        Self {
            locked: AtomicBool::new(false),
            value: UnsafeCell::new(value),
        }
    }

    /// Waits until nobody else has the value.
    pub fn lock(&self) -> Guard<'_, T> {
        todo!("try until it succeeds, with `hint::spin_loop()` in between")
    }

    /// The value, or nothing if somebody else has it.
    pub fn try_lock(&self) -> Option<Guard<'_, T>> {
        todo!("set the bit, and see what it was")
    }
}

/// The value, as long as this lives. Unlocks when it is dropped.
#[must_use = "who drops the guard has unlocked"]
pub struct Guard<'a, T> {
    lock: &'a SpinLock<T>,
}

impl<T> Deref for Guard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        todo!("`get` gives a pointer to the value")
    }
}

impl<T> DerefMut for Guard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        todo!("as above, mutably")
    }
}

impl<T> Drop for Guard<'_, T> {
    fn drop(&mut self) {
        todo!("unlock")
    }
}
