//! A connection that has a task: since tungstenite holds a part of a message, since there is something to write, or
//! since it was heard of a moment ago. Of that, only tungstenite takes memory worth mentioning.

use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::rc::Rc;

use bytes::Bytes;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::select;
use tokio::task::spawn_local;
use tracing::debug;

use crate::connection::Mail;
use crate::conversation;
use crate::goodbye;
use crate::memory::Place;
use crate::metrics::Gauge;
use crate::registry::Id;
use crate::room;
use crate::talk::{self, Then};
use crate::worker::{Scratch, Worker};

/// How much of a backlog is written at a time.
const PORTION: usize = 64 << 10;

/// Starts the task of a connection that is talking. What was read from it, and not answered, is in its mail.
pub(crate) fn spawn(worker: &Rc<Worker>, id: Id, stream: TcpStream) {
    let mail = worker.connections.with(id, |it| {
        it.seat.look(|place| match place {
            Place::Talking(mail) => Some(Rc::clone(mail)),
            Place::Parked(_) => None,
        })
    });
    let Some(mail) = mail.flatten() else {
        return;
    };
    let worker = Rc::clone(worker);
    // Not an `async fn`, whose future would hold its arguments twice: before it begins, and while it runs.
    spawn_local(async move {
        let _counted = Gauge::hold(&worker.metrics().tasks);
        let ended = select! {
            biased;
            code = mail.cut() => Some(code),
            ended = serve(&worker, id, &mail, stream) => ended,
        };
        worker.note_dropped(mail.take_dropped());
        if let Some(code) = ended {
            worker.leave(id, code);
            debug!(code, "a connection has ended");
        }
    });
}

/// Serves a connection until it is parked, or has ended with a close code.
///
/// What it does apart from listening is in boxes, so that a task which only listens has no room for it.
async fn serve(worker: &Rc<Worker>, id: Id, mail: &Rc<Mail>, mut stream: TcpStream) -> Option<u16> {
    let mut part = mail.take_unheard();
    let at_once = worker
        .shared
        .config
        .park_after()
        .is_some_and(|it| it.is_zero());
    let in_room = worker.is_in_room(id);
    let mut judge = false;
    // Whether `part` is the beginning of a frame, and not something that has to wait for its turn.
    let mut begun = false;
    loop {
        // First of all: it may begin with the rest of a frame.
        if let Some(frame) = mail.take()
            && Box::pin(write_mail(worker, mail, frame, &mut stream))
                .await
                .is_err()
        {
            return Some(1006);
        }
        if judge || mail.says_goodbye() {
            (judge, begun) = (false, false);
            let held = conversation::hold(worker, id, mail, stream, std::mem::take(&mut part));
            match Box::pin(held).await {
                Ok(silent) => stream = silent,
                Err(code) => return Some(code),
            }
            continue;
        }
        if part.is_empty() || begun {
            if part.is_empty() && (at_once || mail.may_park()) {
                match park(worker, id, stream) {
                    Ok(()) => return None,
                    Err(Some(busy)) => stream = busy,
                    Err(None) => return Some(1006),
                }
            }
            select! {
                // `readable` would be a future with a place of its own among those who wait for the socket. Nobody else
                // does, and the socket has room for one.
                ready = poll_fn(|context| stream.poll_read_ready(context)) => if ready.is_err() {
                    return Some(1006);
                },
                () = mail.news() => continue,
            }
        }
        if in_room && room::is_crowded(worker) {
            Box::pin(room::uncrowded(worker, mail)).await;
            continue;
        }
        let held = std::mem::take(&mut part);
        let Ok(next) = hear(worker, id, mail, &stream, held, begun) else {
            return Some(1006);
        };
        if in_room && next.spoke {
            tokio::task::yield_now().await;
        }
        if !next.unsent.is_empty() && Box::pin(stream.write_all(&next.unsent)).await.is_err() {
            return Some(1006);
        }
        part = next.part;
        begun = next.then == Then::Read;
        match next.then {
            Then::Listen | Then::Read | Then::Wait => {}
            Then::Judge => judge = true,
            Then::Closed(code) => {
                Box::pin(goodbye::linger(stream)).await;
                return Some(code);
            }
            Then::TooMany => {
                worker.metrics().rate_limited.add(1);
                let frame = goodbye::frame(1008, "too many messages");
                Box::pin(goodbye::part(worker, stream, &frame)).await;
                return Some(1008);
            }
        }
    }
}

/// The socket back if it cannot be parked now; none if it cannot be used any more.
fn park(worker: &Rc<Worker>, id: Id, stream: TcpStream) -> Result<(), Option<TcpStream>> {
    let socket = stream.into_std().map_err(|_| None)?;
    worker
        .park(id, socket)
        .map_err(|busy| TcpStream::from_std(busy).ok())
}

/// What came of a look at a socket.
struct Next {
    /// Replies that the socket did not take.
    unsent: Vec<u8>,
    /// What was read, and is not done with.
    part: Vec<u8>,
    /// Something was said.
    spoke: bool,
    then: Then,
}

/// Answers `part`; if there is none, what there is to read, where the worker reads it. Of a `part` that is `begun`, the
/// rest is read behind it, as often as it takes: in the worker's buffer, all of it would be copied there and back each
/// time.
fn hear(
    worker: &Rc<Worker>,
    id: Id,
    mail: &Mail,
    stream: &TcpStream,
    mut part: Vec<u8>,
    begun: bool,
) -> io::Result<Next> {
    let mut scratch = worker.scratch.borrow_mut();
    let Scratch { input, output } = &mut *scratch;
    let anew = part.is_empty() && !begun;
    let read = if begun {
        part.reserve_exact(talk::missing(&part));
        stream.try_read_buf(&mut part).map(Some)
    } else if anew {
        stream.try_read(input).map(Some)
    } else {
        Ok(None)
    };
    let bytes = match read {
        Ok(Some(0)) => return Err(ErrorKind::UnexpectedEof.into()),
        Ok(Some(length)) if anew => &mut input[..length],
        Ok(_) => &mut part[..],
        Err(error) if error.kind() == ErrorKind::WouldBlock => {
            return Ok(Next {
                unsent: Vec::new(),
                part,
                spoke: false,
                then: if begun { Then::Read } else { Then::Listen },
            });
        }
        Err(error) => return Err(error),
    };
    mail.touch(worker.now());
    let Some(heard) = worker.hear(id, bytes, output) else {
        return Err(ErrorKind::NotConnected.into());
    };
    if anew {
        part = bytes[heard.used..].to_vec();
    } else {
        part.drain(..heard.used);
    }
    let mut next = Next {
        unsent: Vec::new(),
        part,
        spoke: heard.messages > 0,
        then: heard.then,
    };
    if !output.is_empty() {
        worker.metrics().bytes_sent.add(output.len() as u64);
        let written = match stream.try_write(output) {
            Ok(written) => written,
            Err(error) if error.kind() == ErrorKind::WouldBlock => 0,
            Err(error) => return Err(error),
        };
        next.unsent = output[written..].to_vec();
    }
    Ok(next)
}

/// Writes `first` and all that is in the mailbox, as much of it at a time as makes sense.
pub(crate) async fn write_mail(
    worker: &Worker,
    mail: &Mail,
    first: Bytes,
    stream: &mut TcpStream,
) -> io::Result<()> {
    let mut next = Some(first);
    while let Some(frame) = next {
        let mut portion = frame;
        next = mail.take();
        if next.is_some() && portion.len() < PORTION {
            let mut more = portion.to_vec();
            while more.len() < PORTION
                && let Some(frame) = next
            {
                more.extend_from_slice(&frame);
                next = mail.take();
            }
            portion = more.into();
        }
        worker.metrics().bytes_sent.add(portion.len() as u64);
        stream.write_all(&portion).await?;
    }
    Ok(())
}
