//! What waits for a connection to take it: no more than a bound, and a policy says what gives way.
//!
//! 1. `push` never waits. If there is no room, the queue's policy says what is dropped: the oldest item, the new one,
//!    or all of them and the queue is closed.
//! 2. `pop` that returns none is a promise: the next push that leaves something here, or the close, says that the
//!    consumer is to be woken. Nobody else says it: each sleep is woken once, and who is awake is not.
//! 3. `broadcast` gives a clone of one item to each of many queues. Whoever is slow holds up nobody.
//! 4. What is dropped is dropped without the lock. An item's end may be code that comes back here.

use std::collections::VecDeque;

use super::sync::Mutex;

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
    /// The consumer has seen that there is nothing, and nobody was told to wake it since.
    asleep: bool,
    closed: bool,
}

impl<T> Queue<T> {
    /// A queue with room for `capacity` items, 1 or more. Its consumer is awake. It holds no memory before it
    /// holds an item: most queues are empty most of the time.
    pub fn new(capacity: usize, policy: Policy) -> Self {
        todo!("no items, awake, open")
    }

    /// Puts `item` at the end, if it may stay. A closed queue drops it.
    pub fn push(&self, item: T) -> Pushed {
        todo!("is it closed? Is there room? What does the policy say?")
    }

    /// The item at the front. After none the consumer may sleep, unless the queue [`is_closed`](Self::is_closed).
    pub fn pop(&self) -> Option<T> {
        todo!("the first one; and what is to be noted if there is none?")
    }

    /// Lets nothing more in. What is there can still be popped. Whether the consumer is to be woken.
    pub fn close(&self) -> bool {
        todo!("close it, and say whether somebody sleeps who has to know")
    }

    /// Whether nothing more comes in. If so, an empty queue is the end.
    pub fn is_closed(&self) -> bool {
        self.state.lock().unwrap().closed
    }

    /// How many items wait.
    pub fn len(&self) -> usize {
        self.state.lock().unwrap().items.len()
    }
}

/// Pushes a clone of `item` to each of `queues`, and tells `outcome` of each what came of it, with its number,
/// from 0.
///
/// No lock is held while `item` is cloned, nor in `outcome`, which may wake, close and log.
pub fn broadcast<'a, T: Clone + 'a>(
    queues: impl IntoIterator<Item = &'a Queue<T>>,
    item: &T,
    mut outcome: impl FnMut(usize, Pushed),
) {
    todo!("to each, whatever the others say")
}
