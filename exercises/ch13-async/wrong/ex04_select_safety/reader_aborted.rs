//! Mistake: a task reads, and when it is aborted, a line that it has sent is still in the channel.
//! Rejected by: a_closed_room_ends_it

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
    let (sender, mut received) = tokio::sync::mpsc::channel(1);
    let mut reader = tokio::task::JoinSet::new();
    reader.spawn(async move {
        let mut lines = BufReader::new(input).lines();
        while let Some(line) = lines.next_line().await.transpose() {
            if sender.send(line).await.is_err() {
                return;
            }
        }
    });
    loop {
        tokio::select! {
            line = received.recv() => match line {
                Some(line) => tell(Event::Received(line?)),
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
    loop {
        // This one future is polled until it is done, however many messages come meanwhile.
        let mut reading = pin!(read_frame(&mut input));
        let frame = loop {
            tokio::select! {
                frame = &mut reading => break frame?,
                message = room.recv() => match message {
                    Some(message) => tell(Event::Message(message)),
                    None => return Ok(()),
                },
            }
        };
        match frame {
            Some(frame) => tell(Event::Received(frame)),
            None => return Ok(()),
        }
    }
}

/// The next frame: its length in two bytes, then so many bytes. None if the input ends before it.
async fn read_frame(input: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 2];
    if input.read(&mut length[..1]).await? == 0 {
        return Ok(None);
    }
    input.read_exact(&mut length[1..]).await?;
    let mut frame = vec![0; u16::from_be_bytes(length).into()];
    input.read_exact(&mut frame).await?;
    Ok(Some(frame))
}
