//! Mistake: the writer leaves without a word.
//! Rejected by: all_waiting_readers_get_in

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
        let mut state = self.state.lock().unwrap();
        while state.closed_to_readers() {
            state = self.changed.wait(state).unwrap();
        }
        state.readers += 1;
        ReadGuard { lock: self }
    }

    /// As `read`, if there is no need to wait.
    pub fn try_read(&self) -> Option<ReadGuard<'_>> {
        let mut state = self.state.lock().unwrap();
        if state.closed_to_readers() {
            return None;
        }
        state.readers += 1;
        Some(ReadGuard { lock: self })
    }

    /// Waits until nobody reads or writes.
    pub fn write(&self) -> WriteGuard<'_> {
        let mut state = self.state.lock().unwrap();
        state.writers_waiting += 1;
        while state.writing || state.readers > 0 {
            state = self.changed.wait(state).unwrap();
        }
        state.writers_waiting -= 1;
        state.writing = true;
        WriteGuard { lock: self }
    }
}

impl State {
    fn closed_to_readers(&self) -> bool {
        self.writing || self.writers_waiting > 0
    }
}

impl Drop for ReadGuard<'_> {
    fn drop(&mut self) {
        let mut state = self.lock.state.lock().unwrap();
        state.readers -= 1;
        if state.readers == 0 {
            // Readers may be waiting too, behind a writer: one who is woken might be of the wrong kind.
            self.lock.changed.notify_all();
        }
    }
}

impl Drop for WriteGuard<'_> {
    fn drop(&mut self) {
        self.lock.state.lock().unwrap().writing = false;
    }
}
