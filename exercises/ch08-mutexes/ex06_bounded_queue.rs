//! A queue with a bound: who finds it full waits for room, who finds it empty waits for an item.

use std::collections::VecDeque;

use super::sync::{Condvar, Mutex};

/// What a buffered channel is in Go, without `close`.
pub struct Queue<T> {
    items: Mutex<VecDeque<T>>,
    capacity: usize,
    not_empty: Condvar,
    not_full: Condvar,
}

impl<T> Queue<T> {
    /// A queue for `capacity` items, 1 or more.
    pub fn new(capacity: usize) -> Self {
        Self {
            items: Mutex::new(VecDeque::with_capacity(capacity)),
            capacity,
            not_empty: Condvar::new(),
            not_full: Condvar::new(),
        }
    }

    /// Puts `item` at the end, as soon as there is room.
    pub fn push(&self, item: T) {
        todo!("wait while it is full; then tell one who waits for an item")
    }

    /// Takes the item at the front, as soon as there is one.
    pub fn pop(&self) -> T {
        todo!("wait while it is empty; then tell one who waits for room")
    }

    pub fn len(&self) -> usize {
        self.items.lock().unwrap().len()
    }
}
