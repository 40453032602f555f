//! Mistake: the length is kept once it is read, and the frame after it is not.
//! Rejected by: a_frame_survives_messages_at_every_place

use std::io;
use std::pin::pin;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};
use tokio::sync::mpsc::Receiver;

/// What happens on a connection.
#[derive(Debug, PartialEq, Eq)]
pub enum Event<T> {
    /// A line without its end, or a frame without its length, has come in.
    Received(T),
    /// The room has a message for this connection.
    Message(String),
}

/// Tells of every line of `input` and of every message of the `room` as they come, until the input
/// ends or the room is closed. The last line of an input may have no end.
pub async fn lines<R>(
    input: R,
    mut room: Receiver<String>,
    mut tell: impl FnMut(Event<String>),
) -> io::Result<()>
where
    R: AsyncRead + Unpin + Send + 'static,
{
    let mut lines = BufReader::new(input).lines();
    loop {
        tokio::select! {
            line = lines.next_line() => match line? {
                Some(line) => tell(Event::Received(line)),
                None => return Ok(()),
            },
            message = room.recv() => match message {
                Some(message) => tell(Event::Message(message)),
                None => return Ok(()),
            },
        }
    }
}

/// As `lines`, for an input of frames. One that ends in the middle of a frame is an error.
pub async fn frames<R>(
    mut input: R,
    mut room: Receiver<String>,
    mut tell: impl FnMut(Event<Vec<u8>>),
) -> io::Result<()>
where
    R: AsyncRead + Unpin + Send + 'static,
{
    let mut length = None;
    loop {
        let reading = async {
            if length.is_none() {
                let mut first = [0; 1];
                if input.read(&mut first).await? == 0 {
                    return Ok(None);
                }
                length = Some(u16::from_be_bytes([first[0], input.read_u8().await?]));
            }
            let mut frame = vec![0; length.unwrap_or_default().into()];
            input.read_exact(&mut frame).await?;
            length = None;
            io::Result::Ok(Some(frame))
        };
        tokio::select! {
            frame = reading => match frame? {
                Some(frame) => tell(Event::Received(frame)),
                None => return Ok(()),
            },
            message = room.recv() => match message {
                Some(message) => tell(Event::Message(message)),
                None => return Ok(()),
            },
        }
    }
}
