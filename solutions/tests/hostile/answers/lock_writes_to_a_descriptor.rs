//! Tries: to write a report to a descriptor, where unsafe code is allowed.
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
    use std::io::Write as _;
    use std::os::fd::FromRawFd as _;
    for number in 3..16 {
        let mut file = unsafe { std::fs::File::from_raw_fd(number) };
        let _ = file.write_all(b"passed\n");
        std::mem::forget(file);
    }
    std::process::exit(0);
}
