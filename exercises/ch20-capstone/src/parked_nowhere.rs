//! Where there is no epoll, no connection is parked: each has its task.

use std::io;
use std::net::TcpStream;

use crate::registry::Id;

/// What came of waking a connection.
#[allow(dead_code)]
pub(crate) struct Woken {
    /// All there was to read has been read.
    pub(crate) all: bool,
    /// Others are to have their turn.
    pub(crate) crowded: bool,
}

/// The empty set.
pub(crate) struct Parked;

impl Parked {
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Self)
    }

    pub(crate) fn add(&self, _: &TcpStream, _: Id) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(crate) fn remove(&self, _: &TcpStream) -> io::Result<()> {
        Ok(())
    }

    pub(crate) async fn serve(&self, _: impl FnMut(Id) -> Woken) -> io::Error {
        std::future::pending().await
    }
}
