//! Mistake: the waker of the first poll is kept.
//! Rejected by: who_polled_last_is_woken

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
        let mut state = self.shared.lock().unwrap();
        if state.receiver_is_gone {
            return Err(value);
        }
        state.value = Some(value);
        // Waking is left to the drop of `self`, which comes when the guard is gone.
        Ok(())
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let mut state = self.shared.lock().unwrap();
        state.sender_is_gone = true;
        let waker = state.waker.take();
        // Whoever is woken may poll at once, here and now.
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl<T> Future for Receiver<T> {
    type Output = Result<T, Closed>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.shared.lock().unwrap();
        if let Some(value) = state.value.take() {
            return Poll::Ready(Ok(value));
        }
        if state.sender_is_gone {
            return Poll::Ready(Err(Closed));
        }
        if state.waker.is_none() {
            state.waker = Some(context.waker().clone());
        }
        Poll::Pending
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let mut state = self.shared.lock().unwrap();
        state.receiver_is_gone = true;
        let waker = state.waker.take();
        // It may be the last that keeps its task: what is dropped then is none of this lock's business.
        drop(state);
        drop(waker);
    }
}
