//! Mistake: tungstenite keeps its defaults but for the size of a message: a read buffer of 128 KiB each.
//! Rejected by: a_silent_connection_has_small_buffers

use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

use super::sync::{Mutex, MutexGuard};

/// What a task that serves a connection reads its messages from. Clones are the same mailbox, as those of an
/// `Arc` are.
pub trait Mailbox {
    type Message;

    /// Puts `message` behind all that is there, and wakes the task if it sleeps. If there are too many, one is
    /// dropped, for instance the oldest.
    fn put(&self, message: Self::Message);

    /// Puts the rest of a message before all that will come. It is not dropped for any of that: the peer has the
    /// beginning.
    fn put_rest(&self, rest: Self::Message);

    /// Whether everything that was put has been taken.
    fn is_empty(&self) -> bool;
}

/// Where a connection is.
pub enum Place<S, M> {
    /// It is silent: the socket is here, and who has a message writes it.
    Parked(S),
    /// A task has the socket, and takes its messages from the mailbox.
    Talking(M),
}

/// The place of one connection, for all who have something for it.
pub struct Seat<S, M> {
    /// `None` only while this seat changes hands, with the lock held.
    place: Mutex<Option<Place<S, M>>>,
}

/// What became of a message.
#[derive(Debug, PartialEq, Eq)]
pub enum Delivered<S> {
    /// It was written to the socket.
    Written,
    /// It is in the mailbox.
    Queued,
    /// The socket would not take all of it. The rest is in the mailbox, the connection is talking, and who gets this
    /// socket has to start its task.
    Blocked(S),
}

impl<S, M: Mailbox> Seat<S, M> {
    pub fn parked(socket: S) -> Self {
        Self::at(Place::Parked(socket))
    }

    pub fn talking(mailbox: M) -> Self {
        Self::at(Place::Talking(mailbox))
    }

    fn at(place: Place<S, M>) -> Self {
        Self {
            place: Mutex::new(Some(place)),
        }
    }

    /// Lets `work` look at the place, which stays the same meanwhile.
    pub fn look<R>(&self, work: impl FnOnce(&mut Place<S, M>) -> R) -> R {
        work(self.place().as_mut().expect(SOMEWHERE))
    }

    /// Brings `message` to where the connection is: `write` it, or put it into its mailbox. What `write` could
    /// not write is its error, and goes into a mailbox from `open`, as a rest.
    ///
    /// Messages arrive in the order of these calls, each once. `write` must not wait: all others would.
    pub fn deliver(
        &self,
        message: M::Message,
        write: impl FnOnce(&mut S, M::Message) -> Result<(), M::Message>,
        open: impl FnOnce() -> M,
    ) -> Delivered<S> {
        // The lock is held over the write. Otherwise the connection may be talking when it is written, and the
        // task's first message is in the middle of ours.
        let mut place = self.place();
        match place.as_mut().expect(SOMEWHERE) {
            Place::Talking(mailbox) => {
                mailbox.put(message);
                Delivered::Queued
            }
            Place::Parked(socket) => {
                let Err(rest) = write(socket, message) else {
                    return Delivered::Written;
                };
                let mailbox = open();
                mailbox.put_rest(rest);
                match place.replace(Place::Talking(mailbox)) {
                    Some(Place::Parked(socket)) => Delivered::Blocked(socket),
                    _ => unreachable!("it was parked a moment ago, and the lock is held since"),
                }
            }
        }
    }

    /// Lets a task have the socket, whose messages come into `mailbox` from now on; none if it is talking already.
    pub fn unpark(&self, mailbox: M) -> Option<S> {
        let mut place = self.place();
        match place.take().expect(SOMEWHERE) {
            Place::Parked(socket) => {
                *place = Some(Place::Talking(mailbox));
                Some(socket)
            }
            talking => {
                *place = Some(talking);
                None
            }
        }
    }

    /// Takes the socket back from the task, and returns the mailbox, of no use any more. While there is something
    /// in the mailbox, the task gets the socket back instead: it has something to write.
    pub fn park(&self, socket: S) -> Result<M, S> {
        let mut place = self.place();
        match place.take().expect(SOMEWHERE) {
            // Nothing can be put there between this look and the next line: who delivers needs the lock.
            Place::Talking(mailbox) if mailbox.is_empty() => {
                *place = Some(Place::Parked(socket));
                Ok(mailbox)
            }
            other => {
                *place = Some(other);
                Err(socket)
            }
        }
    }

    fn place(&self) -> MutexGuard<'_, Option<Place<S, M>>> {
        self.place.lock().expect("nobody panics in a write")
    }
}

const SOMEWHERE: &str = "a connection is somewhere whenever the lock is free";

/// How large a message the server takes, in bytes.
pub const MAX_MESSAGE: usize = 1 << 20;

/// tungstenite's configuration for very many connections, most of which are silent, and are sent little.
///
/// The read buffer is allocated whole for each connection, and filled with zeros before each read, so it is
/// small; a larger frame gets the room it needs, and gives it back. What waits to be written is bounded: a message
/// and what was behind it.
pub fn tuned() -> WebSocketConfig {
    WebSocketConfig::default()
        .write_buffer_size(4 << 10)
        .max_write_buffer_size(2 * MAX_MESSAGE)
        .max_message_size(Some(MAX_MESSAGE))
        .max_frame_size(Some(MAX_MESSAGE))
}
