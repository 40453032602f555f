//! A channel with a bound that can end: from the front, with its last sender, or from the back, with its
//! last receiver.
//!
//! 1. `send` waits for room, and `recv` for an item. Items come out in the order in which they went in.
//! 2. Senders and receivers can be cloned. With the last sender the channel ends: what is in it can still
//!    be received, and after that every `recv` is an error, also one that is waiting.
//! 3. When there is no receiver left, every `send` returns its item in the error, also one that is
//!    waiting. What nobody will receive is dropped at once, and an item may own a sender.

use std::collections::VecDeque;
use std::sync::mpsc::{RecvError, SendError};

use super::sync::{Arc, Condvar, Mutex};

pub struct Sender<T> {
    shared: Arc<Shared<T>>,
}

pub struct Receiver<T> {
    shared: Arc<Shared<T>>,
}

/// What all senders and receivers of a channel share.
struct Shared<T> {
    state: Mutex<State<T>>,
    capacity: usize,
    not_empty: Condvar,
    not_full: Condvar,
}

struct State<T> {
    items: VecDeque<T>,
    senders: usize,
    receivers: usize,
}

/// A channel with room for `capacity` items, 1 or more.
pub fn channel<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    let shared = Arc::new(Shared {
        state: Mutex::new(State {
            items: VecDeque::with_capacity(capacity),
            senders: 1,
            receivers: 1,
        }),
        capacity,
        not_empty: Condvar::new(),
        not_full: Condvar::new(),
    });
    let sender = Sender {
        shared: Arc::clone(&shared),
    };
    (sender, Receiver { shared })
}

impl<T> Sender<T> {
    /// Puts `item` at the end as soon as there is room; gives it back if there is no receiver.
    pub fn send(&self, item: T) -> Result<(), SendError<T>> {
        todo!("wait while it is full, but not for ever")
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        todo!("one more")
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        // One less. If it was the last: who waits for what will never come now?
    }
}

impl<T> Receiver<T> {
    /// Takes the item at the front as soon as there is one; an error if there will never be one.
    pub fn recv(&self) -> Result<T, RecvError> {
        todo!("wait while it is empty, but not for ever")
    }

    /// All items, to the end of the channel.
    pub fn iter(&self) -> impl Iterator<Item = T> {
        std::iter::from_fn(|| self.recv().ok())
    }

    /// How many items are in the channel.
    pub fn len(&self) -> usize {
        self.shared.state.lock().unwrap().items.len()
    }
}

impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Self {
        todo!("one more")
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        // One less. If it was the last: who waits, and what lies there that nobody will ever take?
    }
}
