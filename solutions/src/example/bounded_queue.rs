//! A ring of slots under one lock, and one bell for everybody.

use super::sync::{Condvar, Mutex};

/// What a buffered channel is in Go, without `close`.
pub struct Queue<T> {
    ring: Mutex<Ring<T>>,
    bell: Condvar,
}

struct Ring<T> {
    slots: Vec<Option<T>>,
    first: usize,
    used: usize,
}

impl<T> Ring<T> {
    fn of(slots: usize) -> Self {
        Self {
            slots: std::iter::repeat_with(|| None).take(slots).collect(),
            first: 0,
            used: 0,
        }
    }

    /// The item back, if there is no room for it.
    fn insert(&mut self, item: T) -> Result<(), T> {
        if self.used == self.slots.len() {
            return Err(item);
        }
        let at = (self.first + self.used) % self.slots.len();
        self.slots[at] = Some(item);
        self.used += 1;
        Ok(())
    }

    fn remove(&mut self) -> Option<T> {
        let item = self.slots[self.first].take()?;
        self.first = (self.first + 1) % self.slots.len();
        self.used -= 1;
        Some(item)
    }
}

impl<T> Queue<T> {
    pub fn new(capacity: usize) -> Self {
        Self {
            ring: Mutex::new(Ring::of(capacity)),
            bell: Condvar::new(),
        }
    }

    pub fn push(&self, mut item: T) {
        let mut ring = self.ring.lock().unwrap();
        while let Err(back) = ring.insert(item) {
            item = back;
            ring = self.bell.wait(ring).unwrap();
        }
        self.bell.notify_all();
    }

    pub fn pop(&self) -> T {
        let mut ring = self.ring.lock().unwrap();
        loop {
            match ring.remove() {
                Some(item) => {
                    self.bell.notify_all();
                    return item;
                }
                None => ring = self.bell.wait(ring).unwrap(),
            }
        }
    }

    pub fn len(&self) -> usize {
        self.ring.lock().unwrap().used
    }
}
