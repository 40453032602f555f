//! One value, sent once and awaited: a future written by hand.
//!
//! 1. `Receiver` is pending until a value is sent, or until the sender is dropped, which it tells as [`Closed`].
//! 2. `poll` stores a clone of the waker of *this* call, in place of one that it may have stored before; who
//!    sends wakes it, and nobody wakes anybody for nothing.
//! 3. Whether a value is there is looked at, and the waker stored, in one critical section.
//! 4. No lock is held while a waker is called: it may poll at once.
//! 5. Who sends to a receiver that was dropped gets the value back. A receiver that is dropped leaves no waker
//!    behind.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use super::sync::{Arc, Mutex};

/// The sender was dropped, and has sent nothing.
#[derive(Debug, PartialEq, Eq)]
pub struct Closed;

/// Sends one value.
pub struct Sender<T> {
    shared: Arc<Mutex<State<T>>>,
}

/// Becomes the value that is sent.
pub struct Receiver<T> {
    shared: Arc<Mutex<State<T>>>,
}

/// What the two share.
struct State<T> {
    value: Option<T>,
    /// Of the task that polled last.
    waker: Option<Waker>,
    sender_is_gone: bool,
    receiver_is_gone: bool,
}

/// The two ends for one value.
pub fn oneshot<T>() -> (Sender<T>, Receiver<T>) {
    let shared = Arc::new(Mutex::new(State {
        value: None,
        waker: None,
        sender_is_gone: false,
        receiver_is_gone: false,
    }));
    let sender = Sender {
        shared: Arc::clone(&shared),
    };
    (sender, Receiver { shared })
}

impl<T> Sender<T> {
    /// Sends `value`.
    ///
    /// # Errors
    ///
    /// With the value, if the receiver is gone.
    pub fn send(self, value: T) -> Result<(), T> {
        todo!("the value first, then the waker; and `drop` comes after this")
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        todo!("who waits must hear of it")
    }
}

impl<T> Future for Receiver<T> {
    type Output = Result<T, Closed>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        todo!("ready, closed, or else: who is to be woken?")
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        todo!("nobody is to be woken any more")
    }
}
