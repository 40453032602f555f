//! Mistake: the condition lets one more in than there is room for.
//! Rejected by: the_bound_holds

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
        let mut items = self.items.lock().unwrap();
        while items.len() > self.capacity {
            items = self.not_full.wait(items).unwrap();
        }
        items.push_back(item);
        self.not_empty.notify_one();
    }

    /// Takes the item at the front, as soon as there is one.
    pub fn pop(&self) -> T {
        let mut items = self.items.lock().unwrap();
        loop {
            if let Some(item) = items.pop_front() {
                self.not_full.notify_one();
                return item;
            }
            items = self.not_empty.wait(items).unwrap();
        }
    }

    pub fn len(&self) -> usize {
        self.items.lock().unwrap().len()
    }
}
