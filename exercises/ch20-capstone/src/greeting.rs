//! A connection's first request, within one deadline: refused, answered by a page, or upgraded.

use std::io::{self, ErrorKind};
use std::rc::Rc;
use std::time::Instant;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::select;
use tracing::debug;

use crate::goodbye::linger;
use crate::handshake::{self, Head, MAX_HEAD, Progress, Refusal};
use crate::http::{self, Door};
use crate::keepalive::within;
use crate::limits::Permit;
use crate::metrics::Reason;
use crate::shutdown::Pass;
use crate::worker::Worker;

/// The longest name of a room, in bytes, as it is in the request.
const MAX_NAME: usize = 64;

/// What is done with a request.
enum Answer {
    /// The 101, and who is upgraded to what.
    Upgrade {
        bytes: Vec<u8>,
        room: Option<String>,
    },
    Page(Vec<u8>),
    Refused(Refusal),
}

/// Reads a request and answers it. `permit` and `pass` are the connection's, or are given back.
pub(crate) async fn greet(worker: Rc<Worker>, mut stream: TcpStream, permit: Permit, pass: Pass) {
    let limit = worker.shared.config.handshake_timeout;
    let began = Instant::now();
    let mut request = Vec::new();
    let read = select! {
        biased;
        read = within(limit, read(&worker, &stream, &mut request)) => read,
        // A server that stops does not wait for a request that may never come.
        () = worker.draining.notified() => return,
    };
    let (answer, length) = match read {
        Ok(Ok(Progress::Head { head, length })) => (answer(&worker, &head), length),
        Ok(Ok(Progress::Refused(refusal))) => (Answer::Refused(refusal), 0),
        // Whoever leaves without a request is no failure. Load balancers look in like this.
        Ok(Ok(Progress::Incomplete) | Err(_)) => return,
        Err(_) if request.is_empty() => return,
        Err(_) => (
            Answer::Refused(Refusal::new(408, "the request took too long")),
            0,
        ),
    };
    let bytes = match &answer {
        Answer::Upgrade { bytes, .. } | Answer::Page(bytes) => bytes.clone(),
        Answer::Refused(refusal) => {
            worker.metrics().handshakes_failed(refusal.status).add(1);
            debug!(
                status = refusal.status,
                why = refusal.why,
                "refused a request"
            );
            refusal.response()
        }
    };
    let sent = within(limit, stream.write_all(&bytes)).await;
    worker.metrics().handshake.observe(began.elapsed());
    if !matches!(sent, Ok(Ok(()))) {
        return;
    }
    let Answer::Upgrade { room, .. } = &answer else {
        if matches!(&answer, Answer::Refused(refusal) if refusal.status == 408) {
            // It has had its time, and what it holds is wanted by others.
            return;
        }
        // It has its answer. A server that stops need not wait for it.
        drop(pass);
        return linger(stream).await;
    };
    let rest = &request[length..];
    if let Err(error) = worker.admit(stream, room.as_deref(), (permit, pass), rest) {
        debug!(%error, "lost a connection behind its handshake");
    }
}

/// Reads until there is a head, or a reason to refuse. `Incomplete` says that the peer has ended.
pub(crate) async fn read(
    worker: &Worker,
    stream: &TcpStream,
    request: &mut Vec<u8>,
) -> io::Result<Progress> {
    loop {
        stream.readable().await?;
        // Never more than a head may have. What is behind it waits in the kernel.
        let mut scratch = worker.scratch.borrow_mut();
        let room = &mut scratch.input[..MAX_HEAD - request.len()];
        match stream.try_read(room) {
            Ok(0) => return Ok(Progress::Incomplete),
            Ok(length) => request.extend_from_slice(&room[..length]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => continue,
            Err(error) => return Err(error),
        }
        match handshake::read(request) {
            Progress::Incomplete => {}
            progress => return Ok(progress),
        }
    }
}

fn answer(worker: &Worker, head: &Head) -> Answer {
    let path = http::path(head);
    let room = match path.strip_prefix("/room/") {
        _ if path == "/echo" => None,
        Some(name) if !name.is_empty() && name.len() <= MAX_NAME => Some(name.to_owned()),
        Some(_) => {
            let why = "a room has a name of 1 to 64 bytes";
            return Answer::Refused(Refusal::new(404, why));
        }
        None => {
            return match http::page(worker, Door::Public, head) {
                Ok(page) => Answer::Page(page),
                Err(refusal) => Answer::Refused(refusal),
            };
        }
    };
    if worker.shared.gate.is_closed() {
        worker.metrics().refused(Reason::Shutdown).add(1);
        return Answer::Refused(Refusal::new(503, "the server stops"));
    }
    match handshake::upgrade(head, &worker.shared.config.origin) {
        Ok(bytes) => Answer::Upgrade { bytes, room },
        Err(refusal) => Answer::Refused(refusal),
    }
}
