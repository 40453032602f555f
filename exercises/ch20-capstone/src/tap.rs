//! The socket under a task's tungstenite, which tells what went through it.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use crate::metrics::Metrics;
use crate::talk::Walk;

/// A socket, and how far what was read from it is from a place where nothing is held.
pub(crate) struct Tap<'a, H> {
    pub(crate) stream: TcpStream,
    pub(crate) walk: Walk,
    pub(crate) metrics: &'a Metrics,
    /// Something was read.
    pub(crate) heard: H,
}

impl<H: FnMut() + Unpin> AsyncRead for Tap<'_, H> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        let new = &buffer.filled()[before..];
        if !new.is_empty() {
            self.metrics.bytes_received.add(new.len() as u64);
            self.walk.step(new);
            (self.heard)();
        }
        read
    }
}

impl<H: Unpin> AsyncWrite for Tap<'_, H> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        if let Poll::Ready(Ok(length)) = written {
            self.metrics.bytes_sent.add(length as u64);
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
