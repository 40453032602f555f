//! Go's `sync.RWMutex`, with guards: many readers or one writer, and a writer who waits is next.

use super::sync::{Condvar, Mutex};

/// Guards something that lies beside it, as locks do in Go.
pub struct RwLock {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    readers: usize,
    writing: bool,
    writers_waiting: usize,
}

/// The right to read, until it is dropped.
#[must_use = "who drops the guard has unlocked"]
pub struct ReadGuard<'a> {
    lock: &'a RwLock,
}

/// The right to write, until it is dropped.
#[must_use = "who drops the guard has unlocked"]
pub struct WriteGuard<'a> {
    lock: &'a RwLock,
}

impl RwLock {
    pub fn new() -> Self {
        Self {
            state: Mutex::new(State::default()),
            changed: Condvar::new(),
        }
    }

    /// Waits until nobody writes, nor waits to write.
    pub fn read(&self) -> ReadGuard<'_> {
        todo!("wait, count, and return the guard")
    }

    /// As `read`, if there is no need to wait.
    pub fn try_read(&self) -> Option<ReadGuard<'_>> {
        todo!("look, count, and return the guard")
    }

    /// Waits until nobody reads or writes.
    pub fn write(&self) -> WriteGuard<'_> {
        todo!("say that you wait, wait, and return the guard")
    }
}

// What happens when the guards are dropped is yours to write as well.
