//! Tries: to run before the test, where unsafe code is allowed.
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

extern "C" fn first() {
    std::process::exit(0);
}

#[used]
#[unsafe(link_section = ".init_array")]
static FIRST: extern "C" fn() = first;

fn attack() {}
