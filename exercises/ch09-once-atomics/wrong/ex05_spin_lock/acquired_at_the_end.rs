//! Mistake: the unlock is an `Acquire`, as the lock: it takes over, and publishes nothing.
//! Rejected by: two_threads_lose_nothing

use std::ops::{Deref, DerefMut};

use super::cell::UnsafeCell;
use super::hint;
use super::sync::atomic::{AtomicBool, Ordering};

/// A value that one thread at a time can reach. Who does not get it spins.
pub struct SpinLock<T> {
    locked: AtomicBool,
    value: UnsafeCell<T>,
}

// SAFETY: the lock gives the value to one thread at a time, never to two, so a value that may be sent from
// thread to thread may be reached through it. It need not be `Sync`.
unsafe impl<T: Send> Sync for SpinLock<T> {}

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
        loop {
            if let Some(guard) = self.try_lock() {
                return guard;
            }
            hint::spin_loop();
        }
    }

    /// The value, or nothing if somebody else has it.
    pub fn try_lock(&self) -> Option<Guard<'_, T>> {
        // Acquire: who had the value before has left everything done that it did to it.
        let was_locked = self.locked.swap(true, Ordering::Acquire);
        // Made only if the lock is ours: a guard that is made and thrown away unlocks.
        (!was_locked).then(|| Guard { lock: self })
    }
}

/// The value, as long as this lives. Unlocks when it is dropped.
#[must_use = "who drops the guard has unlocked"]
pub struct Guard<'a, T> {
    lock: &'a SpinLock<T>,
}

// SAFETY: sharing a guard is sharing `&T`, so it takes what that takes. Without this line the guard would be
// `Sync` whenever the lock is, which does not ask the value to be.
unsafe impl<T: Sync> Sync for Guard<'_, T> {}

impl<T> Deref for Guard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: this guard exists, so the lock is ours.
        unsafe { &*self.lock.value.get() }
    }
}

impl<T> DerefMut for Guard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: this guard exists, so the lock is ours; and it is borrowed mutably, so we use it once.
        unsafe { &mut *self.lock.value.get() }
    }
}

impl<T> Drop for Guard<'_, T> {
    fn drop(&mut self) {
        // Release: whoever gets the lock next sees everything done to the value up to here.
        self.lock.locked.swap(false, Ordering::Acquire);
    }
}
