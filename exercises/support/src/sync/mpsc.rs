//! Mirrors [`std::sync::mpsc`]. `recv_timeout` may time out at any moment.

use std::cell::Cell;
use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;
use std::panic::Location;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use interleaving::Operation;
use loom::sync::atomic::Ordering;
pub use std::sync::mpsc::{RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError};

use crate::model::current::{begin, finish, note, quietly, with};
use crate::model::gate::{Gate, Sleeper, sleep};
use crate::model::recording::At;

/// Mirrors [`std::sync::mpsc::channel`].
#[track_caller]
#[must_use]
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let channel = Channel::new(None, Location::caller());
    let receiver = Receiver {
        channel: Arc::clone(&channel),
        not_sync: PhantomData,
    };
    (Sender { channel }, receiver)
}

/// Mirrors [`std::sync::mpsc::sync_channel`]. With a bound of 0, a send waits for its receive.
#[track_caller]
#[must_use]
pub fn sync_channel<T>(bound: usize) -> (SyncSender<T>, Receiver<T>) {
    let channel = Channel::new(Some(bound), Location::caller());
    let receiver = Receiver {
        channel: Arc::clone(&channel),
        not_sync: PhantomData,
    };
    (SyncSender { channel }, receiver)
}

struct Channel<T> {
    object: usize,
    gate: Gate,
    bound: Option<usize>,
    state: Mutex<State<T>>,
}

struct State<T> {
    queue: VecDeque<T>,
    senders: usize,
    receiver: bool,
    /// How many were sent and how many received, ever.
    sent: u64,
    received: u64,
    /// Threads that wait for something to change.
    waiting: Vec<Sleeper>,
}

impl<T> Channel<T> {
    fn new(bound: Option<usize>, at: &'static Location<'static>) -> Arc<Self> {
        Arc::new(Self {
            object: with(|recording| recording.object("channel", Some(at))),
            gate: Gate::new(),
            bound,
            state: Mutex::new(State {
                queue: VecDeque::new(),
                senders: 1,
                receiver: true,
                sent: 0,
                received: 0,
                waiting: Vec::new(),
            }),
        })
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something changed: whoever waits shall look.
    fn wake(&self) {
        let waiting = std::mem::take(&mut self.state().waiting);
        for sleeper in waiting {
            sleeper.wake();
        }
    }

    /// Waits until something changes, within an operation that was begun.
    fn wait(&self) {
        let sleeper = Sleeper::current();
        self.state().waiting.push(sleeper);
        sleep();
    }

    /// A send hands on what happened before it. In a bounded channel it also learns what the receiver
    /// did to make room.
    fn sending(&self) -> Ordering {
        match self.bound {
            None => Ordering::Release,
            Some(_) => Ordering::AcqRel,
        }
    }

    fn receiving(&self) -> Ordering {
        match self.bound {
            None => Ordering::Acquire,
            Some(_) => Ordering::AcqRel,
        }
    }

    fn send(&self, value: T, at: At) -> Result<(), SendError<T>> {
        let thread = begin(Operation::Send, Some(self.object), at);
        loop {
            self.gate.pass(self.sending());
            let mut state = self.state();
            if !state.receiver {
                drop(state);
                finish(thread, |_, _| ());
                return Err(SendError(value));
            }
            // With a bound of 0 the value lies there until it is received, and the sender waits.
            let room = self.bound.is_none_or(|it| state.queue.len() < it.max(1));
            if room {
                state.queue.push_back(value);
                state.sent += 1;
                let ticket = state.sent;
                drop(state);
                self.wake();
                if self.bound == Some(0) {
                    return self.hand_over(ticket, thread);
                }
                finish(thread, |_, _| ());
                return Ok(());
            }
            drop(state);
            self.wait();
        }
    }

    /// Waits until the value with this ticket was received.
    fn hand_over(&self, ticket: u64, thread: usize) -> Result<(), SendError<T>> {
        loop {
            {
                let mut state = self.state();
                if state.received >= ticket {
                    break;
                }
                if !state.receiver {
                    // Nobody takes any more, so the last in the queue is still this thread's.
                    let value = state.queue.pop_back();
                    drop(state);
                    finish(thread, |_, _| ());
                    return value.map_or(Ok(()), |value| Err(SendError(value)));
                }
            }
            self.wait();
            self.gate.pass(self.sending());
        }
        finish(thread, |_, _| ());
        Ok(())
    }

    fn try_send(&self, value: T, at: At) -> Result<(), TrySendError<T>> {
        let thread = begin(Operation::Send, Some(self.object), at);
        self.gate.pass(self.sending());
        let mut state = self.state();
        let full = match self.bound {
            None => false,
            // Somebody must be there to take it.
            Some(0) => state.waiting.is_empty() || !state.queue.is_empty(),
            Some(bound) => state.queue.len() >= bound,
        };
        let result = if !state.receiver {
            Err(TrySendError::Disconnected(value))
        } else if full {
            Err(TrySendError::Full(value))
        } else {
            state.queue.push_back(value);
            state.sent += 1;
            Ok(())
        };
        drop(state);
        if result.is_ok() {
            self.wake();
        }
        finish(thread, |_, _| ());
        result
    }

    fn pop(&self) -> Result<T, TryRecvError> {
        let mut state = self.state();
        match state.queue.pop_front() {
            Some(value) => {
                state.received += 1;
                Ok(value)
            }
            None if state.senders == 0 => Err(TryRecvError::Disconnected),
            None => Err(TryRecvError::Empty),
        }
    }

    fn recv(&self, at: At) -> Result<T, RecvError> {
        let thread = begin(Operation::Receive, Some(self.object), at);
        loop {
            self.gate.pass(self.receiving());
            match self.pop() {
                Ok(value) => {
                    self.wake();
                    finish(thread, |_, _| ());
                    return Ok(value);
                }
                Err(TryRecvError::Disconnected) => {
                    finish(thread, |_, _| ());
                    return Err(RecvError);
                }
                Err(TryRecvError::Empty) => self.wait(),
            }
        }
    }

    fn try_recv(&self, at: At, patiently: bool) -> Result<T, TryRecvError> {
        let thread = begin(Operation::Receive, Some(self.object), at);
        if patiently {
            quietly(loom::thread::yield_now);
        }
        self.gate.pass(self.receiving());
        let result = self.pop();
        if result.is_ok() {
            self.wake();
        }
        finish(thread, |_, _| ());
        result
    }

    fn new_sender(&self, at: At) {
        self.state().senders += 1;
        note(Operation::Clone, Some(self.object), at);
    }

    fn drop_sender(&self) {
        let thread = begin(Operation::Drop, Some(self.object), None);
        self.gate.pass(Ordering::Release);
        let last = {
            let mut state = self.state();
            state.senders -= 1;
            state.senders == 0
        };
        finish(thread, |_, _| ());
        if last {
            self.wake();
        }
    }

    fn drop_receiver(&self) {
        let thread = begin(Operation::Drop, Some(self.object), None);
        self.gate.pass(Ordering::AcqRel);
        let left = {
            let mut state = self.state();
            state.receiver = false;
            // What a rendezvous has not handed over goes back to its sender.
            if self.bound == Some(0) {
                VecDeque::new()
            } else {
                std::mem::take(&mut state.queue)
            }
        };
        finish(thread, |_, _| ());
        self.wake();
        drop(left);
    }
}

/// Mirrors [`std::sync::mpsc::Sender`].
pub struct Sender<T> {
    channel: Arc<Channel<T>>,
}

impl<T> Sender<T> {
    /// Sends a value.
    ///
    /// # Errors
    ///
    /// With the value, if the receiver is gone.
    #[track_caller]
    pub fn send(&self, value: T) -> Result<(), SendError<T>> {
        self.channel.send(value, Some(Location::caller()))
    }
}

/// Mirrors [`std::sync::mpsc::SyncSender`].
pub struct SyncSender<T> {
    channel: Arc<Channel<T>>,
}

impl<T> SyncSender<T> {
    /// Sends a value, waiting for room.
    ///
    /// # Errors
    ///
    /// With the value, if the receiver is gone.
    #[track_caller]
    pub fn send(&self, value: T) -> Result<(), SendError<T>> {
        self.channel.send(value, Some(Location::caller()))
    }

    /// Sends a value if there is room.
    ///
    /// # Errors
    ///
    /// With the value, if there is none, or the receiver is gone.
    #[track_caller]
    pub fn try_send(&self, value: T) -> Result<(), TrySendError<T>> {
        self.channel.try_send(value, Some(Location::caller()))
    }
}

/// Mirrors [`std::sync::mpsc::Receiver`].
pub struct Receiver<T> {
    channel: Arc<Channel<T>>,
    /// As in std, one thread at a time receives.
    not_sync: PhantomData<Cell<()>>,
}

impl<T> Receiver<T> {
    /// Receives a value, waiting for it.
    ///
    /// # Errors
    ///
    /// If every sender is gone, and nothing is left.
    #[track_caller]
    pub fn recv(&self) -> Result<T, RecvError> {
        self.channel.recv(Some(Location::caller()))
    }

    /// Receives a value if there is one.
    ///
    /// # Errors
    ///
    /// If there is none, now or for ever.
    #[track_caller]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        self.channel.try_recv(Some(Location::caller()), false)
    }

    /// Receives a value, waiting for it, or not so long: it may time out at any moment.
    ///
    /// # Errors
    ///
    /// If it timed out, or every sender is gone and nothing is left.
    #[track_caller]
    pub fn recv_timeout(&self, _timeout: Duration) -> Result<T, RecvTimeoutError> {
        let received = self.channel.try_recv(Some(Location::caller()), true);
        received.map_err(|error| match error {
            TryRecvError::Empty => RecvTimeoutError::Timeout,
            TryRecvError::Disconnected => RecvTimeoutError::Disconnected,
        })
    }

    /// Receives until every sender is gone.
    #[track_caller]
    pub fn iter(&self) -> Iter<'_, T> {
        Iter {
            receiver: self,
            at: Location::caller(),
        }
    }

    /// Receives what is there.
    pub fn try_iter(&self) -> impl Iterator<Item = T> + '_ {
        std::iter::from_fn(|| self.try_recv().ok())
    }
}

/// Mirrors [`std::sync::mpsc::Iter`].
#[derive(Debug)]
pub struct Iter<'a, T> {
    receiver: &'a Receiver<T>,
    at: &'static Location<'static>,
}

impl<T> Iterator for Iter<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.receiver.channel.recv(Some(self.at)).ok()
    }
}

/// Mirrors [`std::sync::mpsc::IntoIter`].
#[derive(Debug)]
pub struct IntoIter<T> {
    receiver: Receiver<T>,
    at: &'static Location<'static>,
}

impl<T> Iterator for IntoIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.receiver.channel.recv(Some(self.at)).ok()
    }
}

impl<'a, T> IntoIterator for &'a Receiver<T> {
    type Item = T;
    type IntoIter = Iter<'a, T>;

    #[track_caller]
    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<T> IntoIterator for Receiver<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    #[track_caller]
    fn into_iter(self) -> IntoIter<T> {
        IntoIter {
            receiver: self,
            at: Location::caller(),
        }
    }
}

macro_rules! ends {
    ($($name:ident)*) => {
        $(
            impl<T> fmt::Debug for $name<T> {
                fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                    formatter.debug_struct(stringify!($name)).finish_non_exhaustive()
                }
            }
        )*
    };
}

ends! { Sender SyncSender Receiver }

impl<T> Clone for Sender<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        self.channel.new_sender(Some(Location::caller()));
        Self {
            channel: Arc::clone(&self.channel),
        }
    }
}

impl<T> Clone for SyncSender<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        self.channel.new_sender(Some(Location::caller()));
        Self {
            channel: Arc::clone(&self.channel),
        }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        self.channel.drop_sender();
    }
}

impl<T> Drop for SyncSender<T> {
    fn drop(&mut self) {
        self.channel.drop_sender();
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        self.channel.drop_receiver();
    }
}
