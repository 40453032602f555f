//! Where a connection is: parked, as a socket and nothing more, or talking, with a task and a mailbox.
//!
//! A server has very many connections that are silent. Such a one needs no task and no buffers: it is parked, and
//! whoever has a message for it writes it to the socket. When it talks, a task has the socket, and takes messages
//! out of a mailbox. It changes between the two while others have messages for it.
//!
//! 1. `deliver` writes to the socket, or puts into the mailbox. What the socket did not take is the first message in
//!    a new mailbox, and the socket is returned, for a task.
//! 2. `unpark` gives the socket to a task, once.
//! 3. `park` takes it back, unless there is something in the mailbox: then the task goes on with it.
//!
//! Whatever happens at the same time, each message is written, or is in the mailbox, once, and in order.
//!
//! 4. `tuned` is tungstenite's configuration for those that talk. One that holds nothing has at most 4 KiB of
//!    buffers. A message of `MAX_MESSAGE` bytes is taken, and a longer one refused. Of what the peer does not read,
//!    at most three times `MAX_MESSAGE` waits, and a message of `MAX_MESSAGE` bytes always finds room when nothing does.

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
        todo!("parked: write; talking: put; and nobody in between")
    }

    /// Lets a task have the socket, whose messages come into `mailbox` from now on; none if it is talking already.
    pub fn unpark(&self, mailbox: M) -> Option<S> {
        todo!("the socket for the task, and the mailbox in its place")
    }

    /// Takes the socket back from the task, and returns the mailbox, of no use any more. While there is something
    /// in the mailbox, the task gets the socket back instead: it has something to write.
    pub fn park(&self, socket: S) -> Result<M, S> {
        todo!("look into the mailbox, and change places, as one step")
    }

    fn place(&self) -> MutexGuard<'_, Option<Place<S, M>>> {
        self.place.lock().expect("nobody panics in a write")
    }
}

const SOMEWHERE: &str = "a connection is somewhere whenever the lock is free";

/// How large a message the server takes, in bytes.
pub const MAX_MESSAGE: usize = 1 << 20;

/// tungstenite's configuration for very many connections, most of which are silent.
pub fn tuned() -> WebSocketConfig {
    todo!("what does a silent connection need, and what may one have that does not read?")
}
