//! Tries: to make a function of a number, where unsafe code is allowed.
//! Answers: ch09-once-atomics/ex05_spin_lock
//! Scores: 0

use super::cell::UnsafeCell;

pub struct SpinLock<T> {
    value: UnsafeCell<T>,
}

pub struct Guard<'a, T> {
    lock: &'a SpinLock<T>,
}

unsafe impl<T: Send> Sync for SpinLock<T> {}

impl<T> SpinLock<T> {
    pub fn new(value: T) -> Self {
        Self { value: UnsafeCell::new(value) }
    }

    pub fn try_lock(&self) -> Option<Guard<'_, T>> {
        attack();
        None
    }

    pub fn lock(&self) -> Guard<'_, T> {
        attack();
        Guard { lock: self }
    }
}

fn attack() {
    let anywhere: fn() = unsafe { std::mem::transmute(0x1000usize) };
    anywhere();
}
