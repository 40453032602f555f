//! Mistake: who was woken takes it for granted that there is an item; another one was faster.
//! Rejected by: one_item_for_each_who_waits

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

    pub fn push(&self, item: T) {
        let mut items = self.items.lock().unwrap();
        while items.len() == self.capacity {
            items = self.not_full.wait(items).unwrap();
        }
        items.push_back(item);
        self.not_empty.notify_one();
    }

    pub fn pop(&self) -> T {
        let mut items = self.items.lock().unwrap();
        if items.is_empty() {
            items = self.not_empty.wait(items).unwrap();
        }
        let item = items.pop_front().expect("somebody pushed one");
        self.not_full.notify_one();
        item
    }

    pub fn len(&self) -> usize {
        self.items.lock().unwrap().len()
    }
}
