//! A listener for those who look after the server. It has room of its own, so that it answers when the server is full,
//! and it answers until the end, so that they see the server stop.

use std::net::{SocketAddr, TcpListener};
use std::rc::Rc;

use anyhow::Context;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener as AsyncListener, TcpStream};
use tokio::task::spawn_local;

use crate::goodbye::linger;
use crate::handshake::Progress;
use crate::http::{self, Door};
use crate::keepalive::within;
use crate::limits::{self, Accepted, Admission, Permit, Spare};
use crate::worker::Worker;
use crate::{greeting, listener};

/// How many are answered at a time.
const CONNECTIONS: usize = 16;

/// Its descriptors: the connections, the listener, the spare, and one to refuse the next one with.
pub(crate) const DESCRIPTORS: usize = CONNECTIONS + 3;

/// The listener at `address`, which is for this process alone: who asks one of several would not know which.
pub(crate) fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    listener::bind_one(address, false)
        .with_context(|| format!("cannot listen on {address}, which --admin says"))
}

/// Answers from `worker`'s thread, for ever.
pub(crate) async fn serve(worker: Rc<Worker>, listener: AsyncListener) -> anyhow::Error {
    let (admission, mut spare) = (Admission::new(CONNECTIONS), Spare::new());
    loop {
        match limits::accept(&listener, &mut spare, &admission).await {
            Ok(Accepted::Connection(stream, _, permit)) => {
                spawn_local(answer(Rc::clone(&worker), stream, permit));
            }
            Ok(Accepted::Refused(_)) => {}
            Err(error) => {
                return anyhow::Error::from(error).context("the admin's listener is dead");
            }
        }
    }
}

async fn answer(worker: Rc<Worker>, mut stream: TcpStream, _permit: Permit) {
    let limit = worker.shared.config.handshake_timeout;
    let mut request = Vec::new();
    let read = within(limit, greeting::read(&worker, &stream, &mut request)).await;
    let answer = match read {
        Ok(Ok(Progress::Head { head, .. })) => http::page(&worker, Door::Admin, &head),
        Ok(Ok(Progress::Refused(refusal))) => Err(refusal),
        Ok(Ok(Progress::Incomplete) | Err(_)) | Err(_) => return,
    };
    let bytes = answer.unwrap_or_else(|refusal| refusal.response());
    if let Ok(Ok(())) = within(limit, stream.write_all(&bytes)).await {
        linger(stream).await;
    }
}
