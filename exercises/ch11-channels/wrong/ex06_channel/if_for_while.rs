//! Mistake: who is woken and finds nothing takes that for the end; another one was faster.
//! Rejected by: one_item_for_each_who_waits

use std::collections::VecDeque;
use std::mem;
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
        let mut state = self.shared.state.lock().unwrap();
        while state.receivers > 0 && state.items.len() == self.shared.capacity {
            state = self.shared.not_full.wait(state).unwrap();
        }
        if state.receivers == 0 {
            return Err(SendError(item));
        }
        state.items.push_back(item);
        self.shared.not_empty.notify_one();
        Ok(())
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.shared.state.lock().unwrap().senders += 1;
        Self {
            shared: Arc::clone(&self.shared),
        }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let mut state = self.shared.state.lock().unwrap();
        state.senders -= 1;
        if state.senders == 0 {
            self.shared.not_empty.notify_all();
        }
    }
}

impl<T> Receiver<T> {
    /// Takes the item at the front as soon as there is one; an error if there will never be one.
    pub fn recv(&self) -> Result<T, RecvError> {
        let mut state = self.shared.state.lock().unwrap();
        if state.items.is_empty() && state.senders > 0 {
            state = self.shared.not_empty.wait(state).unwrap();
        }
        let item = state.items.pop_front().ok_or(RecvError)?;
        self.shared.not_full.notify_one();
        Ok(item)
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
        self.shared.state.lock().unwrap().receivers += 1;
        Self {
            shared: Arc::clone(&self.shared),
        }
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let mut state = self.shared.state.lock().unwrap();
        state.receivers -= 1;
        if state.receivers == 0 {
            let unread = mem::take(&mut state.items);
            self.shared.not_full.notify_all();
            drop(state);
            drop(unread);
        }
    }
}
