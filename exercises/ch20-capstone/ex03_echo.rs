//! Every message comes back, and a bad client hurts nobody but itself.
//!
//! `serve` accepts connections and gives each a task of its own, in which it is `converse`d with. What goes
//! wrong in one of them ends that one. Of what `accept` says, a peer that left is passed over, a full
//! descriptor table is waited out (`PAUSE`), and only a dead listener ends the server.
//!
//! `converse` is one connection: the handshake, then `echo`. Text and binary messages are sent back, pings
//! and the close handshake are answered (tungstenite has those answers ready, and sends them when it reads
//! on).
//!
//! A peer that breaks the protocol is told so before the connection ends, by the close code that RFC 6455 has
//! for it: 1002 for the protocol, 1007 for text that is not UTF-8, 1009 for a message that is too big.
//! tungstenite only returns an error. And the peer has a chance to read it: the connection is not closed
//! while it is still sending.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

/// How long a full descriptor table is waited for.
pub const PAUSE: Duration = Duration::from_millis(50);

/// The largest message that is taken, in bytes.
pub const LARGEST: usize = 1 << 20;

/// What connections are to cost: a small buffer to read into, and a limit to what is taken.
pub fn config() -> WebSocketConfig {
    todo!("what would a million of the default cost?")
}

/// Accepts and serves connections until the listener is dead. Returns why it is.
pub async fn serve(listener: TcpListener) -> io::Result<()> {
    todo!("accept, spawn, and look at what accepting says")
}

/// One connection, from the handshake to the end.
///
/// # Errors
///
/// If it ended in another way than by a close handshake.
pub async fn converse<S>(stream: S, config: WebSocketConfig) -> Result<(), Error>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    todo!("the handshake, and then the echo")
}

/// One connection after its handshake.
///
/// # Errors
///
/// If it ended in another way than by a close handshake.
pub async fn echo<S>(socket: &mut WebSocketStream<S>) -> Result<(), Error>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    todo!("send back what is text or binary; and an error is told to whom?")
}

/// What a peer is told that is to blame for `error`. None if it is past telling.
pub fn close_code(error: &Error) -> Option<CloseCode> {
    todo!("which error has which code? And who is gone?")
}
