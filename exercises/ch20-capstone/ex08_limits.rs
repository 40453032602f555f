//! A server that is full says so, and goes on.
//!
//! `raise` raises the soft limit on open files, as far as it may be. `Admission` counts connections: at most
//! `max` have a `Permit` at a time, and one that is dropped, in whatever way, makes room for another.
//!
//! `accept` accepts the next connection, and says what became of it:
//!
//! - it was admitted: `Accepted::Connection`, with its permit;
//! - there are as many as may be: it is told `REFUSAL`, and `Accepted::Refused(Full::Connections)` is
//!   returned;
//! - the descriptor table is full (`EMFILE`, `ENFILE`, no memory): the spare descriptor is given up for a
//!   moment, the connection accepted and told `REFUSAL`, and the spare taken back:
//!   `Accepted::Refused(Full::Descriptors)`. Without a spare, `accept` pauses: `SHORTEST` first, twice as
//!   long each time, `LONGEST` at most;
//! - the peer has left already: it is as if it had never come;
//! - any other error: the listener is dead, and the error is returned.
//!
//! Whoever is refused reads the refusal to its end, and then the end, whether it had sent its request or not.
//! And nobody waits for it: a refusal is written in one go, and what does not take it is dropped.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};

use super::sync::Arc;
use super::sync::atomic::AtomicUsize;

/// This process has no descriptor left. The number is the same on Linux, macOS and the BSDs.
pub const EMFILE: i32 = 24;
/// All processes together have none left.
pub const ENFILE: i32 = 23;

/// The first pause.
pub const SHORTEST: Duration = Duration::from_millis(5);
/// The longest.
pub const LONGEST: Duration = Duration::from_secs(1);

/// What whoever is refused is told.
pub const REFUSAL: &str = "HTTP/1.1 503 Service Unavailable\r\n\
    Retry-After: 5\r\n\
    Connection: close\r\n\
    Content-Type: text/plain; charset=utf-8\r\n\
    Content-Length: 49\r\n\
    \r\n\
    There is no room left here. Try again in a while\n";

/// What has become of the soft limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Raised {
    /// What it was.
    pub before: u64,
    /// What it is.
    pub now: u64,
}

/// Makes the soft limit on open files `wanted`, at most the hard limit. It is never lowered, and the hard
/// limit is left as it is.
pub fn raise(wanted: u64) -> io::Result<Raised> {
    todo!("read, decide, set")
}

/// How many connections there are, and how many there may be. Clones count the same connections.
#[derive(Clone, Debug)]
pub struct Admission(Arc<Count>);

#[derive(Debug)]
struct Count {
    max: usize,
    open: AtomicUsize,
}

/// The right of one connection to be there, given back when it is dropped.
#[derive(Debug)]
pub struct Permit(Arc<Count>);

impl Admission {
    /// None yet, of `max`.
    pub fn new(max: usize) -> Self {
        todo!("none yet")
    }

    /// Admits one more. None if there are as many as may be.
    pub fn admit(&self) -> Option<Permit> {
        todo!("one more, if that is not too many")
    }

    /// How many there are.
    pub fn open(&self) -> usize {
        todo!("how many there are")
    }
}

/// A descriptor that is held to be given up when it is the last one.
#[derive(Debug)]
pub struct Spare {
    // A descriptor, or none.
}

impl Spare {
    /// Takes a descriptor. If there is none, the spare is missing, until `accept` finds one.
    pub fn new() -> Self {
        todo!("open something small")
    }

    /// Whether it is there.
    pub fn is_there(&self) -> bool {
        todo!("is it?")
    }
}

/// Why somebody was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// There are as many connections as there may be.
    Connections,
    /// There is no descriptor left.
    Descriptors,
}

/// What has become of a connection.
#[derive(Debug)]
pub enum Accepted {
    /// It was admitted.
    Connection(TcpStream, SocketAddr, Permit),
    /// It was told that there is no room.
    Refused(Full),
}

/// Accepts a connection, or refuses one. An error means that the listener is dead.
///
/// Nothing is lost if it is dropped while it waits.
pub async fn accept(
    listener: &TcpListener,
    spare: &mut Spare,
    admission: &Admission,
) -> io::Result<Accepted> {
    todo!("accept; admit or refuse; and what if accepting fails?")
}
