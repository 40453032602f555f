//! A task's tungstenite: it judges what is not whole, and lives no longer than it holds a part of something.

use std::future::poll_fn;
use std::io;
use std::rc::Rc;
use std::task::Poll;

use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::select;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::connection::Mail;
use crate::frames::{self, Opcode};
use crate::goodbye::linger;
use crate::registry::Id;
use crate::talk::Walk;
use crate::tap::Tap;
use crate::worker::Worker;
use crate::{echo, memory, room, task};

/// From this payload on, a frame is read in large pieces.
const LARGE: u64 = 4 << 10;
/// How much of a large frame is read at a time. tungstenite fills as much with zeros, so it is what a peer takes here that
/// announces a large frame and sends none of it.
const PIECE: usize = 16 << 10;

/// Talks with a peer through tungstenite, from `part` on, until nothing is held: then the socket comes back. Or the
/// connection has ended, with a close code.
pub(crate) async fn hold(
    worker: &Rc<Worker>,
    id: Id,
    mail: &Rc<Mail>,
    stream: TcpStream,
    part: Vec<u8>,
) -> Result<TcpStream, u16> {
    let mut walk = Walk::default();
    walk.step(&part);
    let config = config(worker.shared.config.max_message, walk.payload());
    let metrics = worker.metrics();
    metrics.bytes_received.add(part.len() as u64);
    let tap = Tap {
        stream,
        walk,
        metrics,
        heard: || {
            let now = worker.now();
            mail.touch(now);
            worker.connections.with(id, |it| it.vitals.heard(now));
        },
    };
    let mut socket =
        WebSocketStream::from_partially_read(tap, part, Role::Server, Some(config)).await;
    let in_room = worker.is_in_room(id);
    let mut said_goodbye = false;
    let mut peer_closed = false;
    let mut closed = 1006;
    // What is in `part` may be whole: it is not waited for.
    let mut next = ready(&mut socket).await;
    loop {
        // Our own mailbox is emptied after so many messages, which may all be for our own room.
        let mut turn = worker.shared.turn;
        while let Some(incoming) = next.take() {
            if in_room && room::is_crowded(worker) {
                next = Some(incoming);
                break;
            }
            match incoming {
                Some(Ok(Message::Close(frame))) => {
                    closed = frame.map_or(1005, |it| it.code.into());
                    peer_closed = true;
                    // What it has sent behind that is nothing to anybody.
                    break;
                }
                Some(Ok(message)) => {
                    let heard = hear(worker, id, &mut socket, message).await;
                    if let Err(error) = heard {
                        return Err(fail(socket, &error).await);
                    }
                }
                Some(Err(error)) => return Err(fail(socket, &error).await),
                // Both have closed, or one is gone.
                None => {
                    linger(socket.into_inner().stream).await;
                    return Err(closed);
                }
            }
            turn = turn.saturating_sub(1);
            if turn == 0 {
                break;
            }
            next = ready(&mut socket).await;
        }
        // One write for all that was answered since.
        if socket.flush().await.is_err() {
            return Err(closed);
        }
        // The answer to its close was among them, so nothing is to be said or heard any more.
        if peer_closed {
            worker.hush(id);
            linger(socket.into_inner().stream).await;
            return Err(closed);
        }
        let tap = socket.get_mut();
        if let Some(frame) = mail.take() {
            let written = task::write_mail(worker, mail, frame, &mut tap.stream).await;
            if written.is_err() {
                return Err(closed);
            }
        }
        if next.is_some() {
            Box::pin(room::uncrowded(worker, mail)).await;
            continue;
        }
        if turn == 0 {
            tokio::task::yield_now().await;
            next = ready(&mut socket).await;
            continue;
        }
        if mail.says_goodbye() && !said_goodbye {
            said_goodbye = true;
            let away = CloseFrame {
                code: CloseCode::Away,
                reason: "the server stops".into(),
            };
            let _ = socket.close(Some(away)).await;
        }
        if socket.get_ref().walk.is_clean() && !said_goodbye {
            return Ok(socket.into_inner().stream);
        }
        next = select! {
            incoming = socket.next() => Some(incoming),
            () = mail.news() => None,
        };
    }
}

/// What is there already, if anything is.
async fn ready<S>(socket: &mut WebSocketStream<S>) -> Option<Option<Result<Message, Error>>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    poll_fn(|context| {
        Poll::Ready(match socket.poll_next_unpin(context) {
            Poll::Ready(incoming) => Some(incoming),
            Poll::Pending => None,
        })
    })
    .await
}

/// Answers one message.
async fn hear<S>(
    worker: &Rc<Worker>,
    id: Id,
    socket: &mut WebSocketStream<S>,
    message: Message,
) -> Result<(), Error>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let opcode = match &message {
        Message::Text(_) => Opcode::Text,
        Message::Binary(_) => Opcode::Binary,
        // tungstenite answers pings, and that a pong came is known.
        _ => return Ok(()),
    };
    let now = worker.now();
    let rate = worker.shared.rate;
    let state = worker.connections.with(id, |it| {
        let left = rate.map_or(u32::MAX, |rate| it.allowance.left(now, rate));
        it.allowance.spend(1);
        (it.room, left)
    });
    let Some((membership, left)) = state else {
        return Err(Error::ConnectionClosed);
    };
    if left == 0 {
        worker.metrics().rate_limited.add(1);
        return Err(Error::Io(io::ErrorKind::QuotaExceeded.into()));
    }
    let metrics = worker.metrics();
    metrics.messages_received.add(1);
    match membership {
        Some(membership) => {
            let room = worker.rooms.borrow().name(membership);
            let mut frame = Vec::new();
            frames::encode(&mut frame, opcode, &message.into_data());
            room::cast(worker, &room, &frame.into());
        }
        None => {
            metrics.messages_sent.add(1);
            socket.feed(message).await?;
        }
    }
    Ok(())
}

/// Closes with the code that fits the error, if there is anybody to be told; returns the code.
async fn fail<S>(mut socket: WebSocketStream<Tap<'_, S>>, error: &Error) -> u16
where
    S: FnMut() + Unpin,
{
    let code = match error {
        Error::Io(error) if error.kind() == io::ErrorKind::QuotaExceeded => CloseCode::Policy,
        error => match echo::close_code(error) {
            Some(code) => code,
            None => return 1006,
        },
    };
    let frame = CloseFrame {
        code,
        reason: Default::default(),
    };
    let _ = socket.close(Some(frame)).await;
    linger(socket.into_inner().stream).await;
    code.into()
}

fn config(max_message: usize, payload: u64) -> WebSocketConfig {
    let config = memory::tuned()
        .max_message_size(Some(max_message))
        .max_frame_size(Some(max_message))
        .write_buffer_size(PIECE)
        .max_write_buffer_size(PIECE + 2 * max_message + PIECE);
    if payload > LARGE {
        config.read_buffer_size(PIECE)
    } else {
        config
    }
}
