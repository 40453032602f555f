//! Mistake: the oldest is popped, and the new one pushed, in two steps, as with two `select`s on a channel in Go.
//! Rejected by: the_bound_holds

use std::collections::VecDeque;

use super::sync::{Mutex, MutexGuard};

/// What happens to a slow consumer, whose queue is full.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Policy {
    /// The oldest item gives way to the new one.
    DropOldest,
    /// The new item is dropped.
    DropNewest,
    /// The queue is cut off: it closes, and all that is in it is dropped.
    Disconnect,
}

/// What came of a push.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Pushed {
    /// The consumer sleeps, and is to be woken: by who gets this, and by nobody else.
    pub wake: bool,
    /// How many items will never be popped, of those in the queue and the new one.
    pub dropped: usize,
    /// This push has cut the queue off. Said once.
    pub full: bool,
}

/// Items from any number of producers to one consumer. No producer ever waits.
pub struct Queue<T> {
    state: Mutex<State<T>>,
    capacity: usize,
    policy: Policy,
}

struct State<T> {
    items: VecDeque<T>,
    /// The consumer has seen that there is nothing, and nobody was told to wake it since. Then `items` is empty.
    asleep: bool,
    closed: bool,
}

impl<T> Queue<T> {
    /// A queue with room for `capacity` items, 1 or more. Its consumer is awake. It holds no memory before it
    /// holds an item: most queues are empty most of the time.
    pub fn new(capacity: usize, policy: Policy) -> Self {
        assert!(capacity > 0, "a queue without room can only drop");
        Self {
            state: Mutex::new(State {
                items: VecDeque::new(),
                asleep: false,
                closed: false,
            }),
            capacity,
            policy,
        }
    }

    /// Puts `item` at the end, if it may stay. What is dropped for it is dropped without the lock, since an item's
    /// end may be code that comes back here.
    pub fn push(&self, item: T) -> Pushed {
        let mut state = self.state();
        if state.closed {
            drop(state);
            drop(item);
            return Pushed {
                dropped: 1,
                ..Pushed::default()
            };
        }
        if state.items.len() < self.capacity {
            state.items.push_back(item);
            return Pushed {
                wake: std::mem::take(&mut state.asleep),
                ..Pushed::default()
            };
        }
        // Who sleeps has an empty queue, so nobody is to be woken from here on.
        match self.policy {
            Policy::DropOldest => {
                drop(state);
                let oldest = self.pop();
                self.state().items.push_back(item);
                Pushed {
                    dropped: usize::from(oldest.is_some()),
                    ..Pushed::default()
                }
            }
            Policy::DropNewest => {
                drop(state);
                drop(item);
                Pushed {
                    dropped: 1,
                    ..Pushed::default()
                }
            }
            Policy::Disconnect => {
                state.closed = true;
                let backlog = std::mem::take(&mut state.items);
                drop(state);
                drop(item);
                Pushed {
                    wake: false,
                    dropped: backlog.len() + 1,
                    full: true,
                }
            }
        }
    }

    /// The item at the front. None is a promise: the next push that leaves something here, or the close, says
    /// that the consumer is to be woken. So it may sleep, if it has not closed: see [`is_closed`](Self::is_closed).
    pub fn pop(&self) -> Option<T> {
        let mut state = self.state();
        let item = state.items.pop_front();
        state.asleep = item.is_none() && !state.closed;
        item
    }

    /// Lets nothing more in. What is there can still be popped. Whether the consumer is to be woken.
    pub fn close(&self) -> bool {
        let mut state = self.state();
        state.closed = true;
        std::mem::take(&mut state.asleep)
    }

    /// Whether nothing more comes in. If so, an empty queue is the end.
    pub fn is_closed(&self) -> bool {
        self.state().closed
    }

    /// How many items wait.
    pub fn len(&self) -> usize {
        self.state().items.len()
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().expect(NOT_POISONED)
    }
}

const NOT_POISONED: &str = "nobody panics while holding the lock";

/// Pushes a clone of `item` to each of `queues`, and tells `outcome` of each what came of it, with its number.
///
/// No lock is held while `item` is cloned, nor in `outcome`, which may wake, close and log. A queue that is full
/// is that queue's affair: all others get the item.
pub fn broadcast<'a, T: Clone + 'a>(
    queues: impl IntoIterator<Item = &'a Queue<T>>,
    item: &T,
    mut outcome: impl FnMut(usize, Pushed),
) {
    for (number, queue) in queues.into_iter().enumerate() {
        outcome(number, queue.push(item.clone()));
    }
}
