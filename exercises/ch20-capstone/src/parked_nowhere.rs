//! Where there is no epoll, no connection is parked: each has its task.

use std::io;
use std::net::TcpStream;

use crate::registry::Id;

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

    pub(crate) async fn serve(&self, _: impl FnMut(Id) -> bool) -> io::Error {
        std::future::pending().await
    }
}
