//! Mistake: the error of a full table ends the loop, by `?`, and with it all connections that were fine.
//! Rejected by: a_full_table_is_refused_and_outlived

use std::fs::File;
use std::future::poll_fn;
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr};
use std::task::Poll;
use std::time::Duration;

use rlimit::Resource;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

use super::sync::Arc;
use super::sync::atomic::{AtomicUsize, Ordering};

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
    let (before, hard) = Resource::NOFILE.get()?;
    let now = wanted.min(hard).max(before);
    if now > before {
        Resource::NOFILE.set(now, hard)?;
    }
    Ok(Raised { before, now })
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
        let open = AtomicUsize::new(0);
        Self(Arc::new(Count { max, open }))
    }

    /// Admits one more. None if there are as many as may be.
    pub fn admit(&self) -> Option<Permit> {
        let one_more = |open| (open < self.0.max).then(|| open + 1);
        // Relaxed: the number is all that threads tell each other by it.
        self.0
            .open
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more)
            .ok()?;
        Some(Permit(Arc::clone(&self.0)))
    }

    /// How many there are.
    pub fn open(&self) -> usize {
        self.0.open.load(Ordering::Relaxed)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A descriptor that is held to be given up when it is the last one.
#[derive(Debug)]
pub struct Spare(Option<File>);

impl Spare {
    /// Takes a descriptor. If there is none, the spare is missing, until `accept` finds one.
    pub fn new() -> Self {
        Self(File::open("/dev/null").ok())
    }

    /// Whether it is there.
    pub fn is_there(&self) -> bool {
        self.0.is_some()
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
    let mut delay = SHORTEST;
    loop {
        if !spare.is_there() {
            *spare = Spare::new();
        }
        match listener.accept().await {
            Ok((stream, from)) => {
                return Ok(match admission.admit() {
                    Some(permit) => Accepted::Connection(stream, from, permit),
                    None => {
                        refuse(stream);
                        Accepted::Refused(Full::Connections)
                    }
                });
            }
            Err(error) if is_passing(&error) => {}
            Err(error) => return Err(error),
        }
    }
}

/// Refuses the next connection, at the cost of the spare for as long as it takes. Returns whether there was
/// one.
async fn refuse_with(spare: &mut Spare, listener: &TcpListener) -> bool {
    if spare.0.take().is_none() {
        return false;
    }
    // Another thread may have taken the descriptor by now, or the peer have left.
    let next = poll_fn(|context| match listener.poll_accept(context) {
        Poll::Ready(accepted) => Poll::Ready(accepted.ok()),
        Poll::Pending => Poll::Ready(None),
    });
    let refused = match next.await {
        Some((stream, _)) => {
            refuse(stream);
            true
        }
        None => false,
    };
    *spare = Spare::new();
    refused
}

/// Tells a peer that there is no room, and closes, without waiting.
fn refuse(stream: TcpStream) {
    // Non-blocking still, and no matter of the runtime's any more: nothing here is waited for.
    let Ok(mut stream) = stream.into_std() else {
        return;
    };
    // It has a buffer of its own that is empty, so all of it is taken, or the peer has left.
    if stream.write_all(REFUSAL.as_bytes()).is_err() || stream.shutdown(Shutdown::Write).is_err() {
        return;
    }
    // To close with something unread in the buffer is to reset, which may overtake what was written.
    let mut unread = [0; 4096];
    while matches!(stream.read(&mut unread), Ok(1..)) {}
}

/// Whether accepting will work again once somebody has closed something.
fn is_full(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(EMFILE | ENFILE)) || error.kind() == ErrorKind::OutOfMemory
}

/// Whether accepting will work again at once.
fn is_passing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset | ErrorKind::Interrupted
    )
}
