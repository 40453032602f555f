//! Mistake: the limits are set, and the read buffer is left as it comes: 128 KiB for each connection.
//! Rejected by: an_idle_connection_is_small

use std::io::{self, ErrorKind};
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, accept_async_with_config};

/// How long a full descriptor table is waited for.
pub const PAUSE: Duration = Duration::from_millis(50);

/// The largest message that is taken, in bytes.
pub const LARGEST: usize = 1 << 20;

/// How long, and how many bytes of, what a peer goes on sending is read after it was told to stop.
const LINGER: Duration = Duration::from_secs(5);
const LINGER_BYTES: u64 = 4 << 20;

/// What connections are to cost: a small buffer to read into, and a limit to what is taken.
pub fn config() -> WebSocketConfig {
    WebSocketConfig::default()
        .write_buffer_size(0)
        .max_write_buffer_size(2 * LARGEST)
        .max_message_size(Some(LARGEST))
        .max_frame_size(Some(LARGEST))
}

/// Accepts and serves connections until the listener is dead. Returns why it is.
pub async fn serve(listener: TcpListener) -> io::Result<()> {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // Go does this for every connection; what is echoed is small, and somebody waits for it.
                let _ = stream.set_nodelay(true);
                // An error is this peer's, and it has been told.
                tokio::spawn(async move {
                    let _ = converse(stream, config()).await;
                });
            }
            Err(error) if is_full(&error) => sleep(PAUSE).await,
            Err(error) if is_passing(&error) => {}
            Err(error) => return Err(error),
        }
    }
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
    let mut socket = accept_async_with_config(stream, Some(config)).await?;
    echo(&mut socket).await
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
    while let Some(message) = socket.next().await {
        match message {
            Ok(message @ (Message::Text(_) | Message::Binary(_))) => socket.send(message).await?,
            // Answered when the next message is read.
            Ok(_) => {}
            Err(error) => {
                if let Some(code) = close_code(&error) {
                    part(socket, code).await;
                }
                return Err(error);
            }
        }
    }
    Ok(())
}

/// What a peer is told that is to blame for `error`. None if it is past telling.
pub fn close_code(error: &Error) -> Option<CloseCode> {
    match error {
        Error::Capacity(_) => Some(CloseCode::Size),
        Error::Utf8(_) => Some(CloseCode::Invalid),
        // The peer is gone.
        Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => None,
        Error::Protocol(_) => Some(CloseCode::Protocol),
        _ => None,
    }
}

/// Tells a peer why it has to go, and reads on for a while: to close with something unread in the buffer is
/// to reset, which may overtake what was written.
async fn part<S>(socket: &mut WebSocketStream<S>, code: CloseCode)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let goodbye = async {
        let reason = match code {
            CloseCode::Size => "message too big",
            CloseCode::Invalid => "not UTF-8",
            _ => "protocol error",
        };
        let frame = CloseFrame {
            code,
            reason: reason.into(),
        };
        socket.close(Some(frame)).await.ok()?;
        let stream = socket.get_mut();
        stream.shutdown().await.ok()?;
        let mut rest = stream.take(LINGER_BYTES);
        tokio::io::copy(&mut rest, &mut tokio::io::sink())
            .await
            .ok()
    };
    // Whatever comes of it, the connection is over.
    let _ = timeout(LINGER, goodbye).await;
}

/// Whether accepting will work again once somebody has closed something: `EMFILE`, `ENFILE`, no memory.
fn is_full(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(23 | 24)) || error.kind() == ErrorKind::OutOfMemory
}

/// Whether accepting will work again at once.
fn is_passing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset | ErrorKind::Interrupted
    )
}
