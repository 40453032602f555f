//! Mistake: the last sender wakes nobody, and who waits for an item does so for ever.
//! Rejected by: an_item_is_received_and_then_the_end

use std::collections::VecDeque;
use std::mem;
use std::sync::mpsc::{RecvError, SendError};

use super::sync::{Arc, Condvar, Mutex, MutexGuard};

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
    /// There is an item, or there will never be one.
    not_empty: Condvar,
    /// There is room, or nobody who would take anything.
    not_full: Condvar,
}

struct State<T> {
    items: VecDeque<T>,
    senders: usize,
    receivers: usize,
}

const NOT_POISONED: &str = "nobody panics while holding the lock";

impl<T> Shared<T> {
    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().expect(NOT_POISONED)
    }
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
        let mut state = self.shared.state();
        loop {
            if state.receivers == 0 {
                return Err(SendError(item));
            }
            if state.items.len() < self.shared.capacity {
                state.items.push_back(item);
                self.shared.not_empty.notify_one();
                return Ok(());
            }
            state = self.shared.not_full.wait(state).expect(NOT_POISONED);
        }
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.shared.state().senders += 1;
        Self {
            shared: Arc::clone(&self.shared),
        }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        state.senders -= 1;
    }
}

impl<T> Receiver<T> {
    /// Takes the item at the front as soon as there is one; an error if there will never be one.
    pub fn recv(&self) -> Result<T, RecvError> {
        let mut state = self.shared.state();
        loop {
            // Before the question whether it has ended: what was sent by then is still to be received.
            if let Some(item) = state.items.pop_front() {
                self.shared.not_full.notify_one();
                return Ok(item);
            }
            if state.senders == 0 {
                return Err(RecvError);
            }
            state = self.shared.not_empty.wait(state).expect(NOT_POISONED);
        }
    }

    /// All items, to the end of the channel.
    pub fn iter(&self) -> impl Iterator<Item = T> {
        std::iter::from_fn(|| self.recv().ok())
    }

    /// How many items are in the channel.
    pub fn len(&self) -> usize {
        self.shared.state().items.len()
    }
}

impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Self {
        self.shared.state().receivers += 1;
        Self {
            shared: Arc::clone(&self.shared),
        }
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        state.receivers -= 1;
        if state.receivers == 0 {
            let unread = mem::take(&mut state.items);
            self.shared.not_full.notify_all();
            // An item may own a sender of this very channel, whose end takes the lock.
            drop(state);
            drop(unread);
        }
    }
}
