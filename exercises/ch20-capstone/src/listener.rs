//! One port for all workers: each has a listener of its own, and the kernel deals connections out among them.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::rc::Rc;

use anyhow::Context;
use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::TcpListener as AsyncListener;
use tracing::warn;

use crate::greeting;
use crate::limits::{self, Accepted, Full, Spare};
use crate::metrics::Reason;
use crate::worker::Worker;

/// How many connections may wait to be accepted, by one worker. The kernel has a limit of its own, `somaxconn`.
const BACKLOG: i32 = 4096;

/// `count` listeners on `address`; if its port is 0, on one that is free, the same for all.
pub(crate) fn bind(address: SocketAddr, count: usize) -> anyhow::Result<Vec<TcpListener>> {
    let first = bind_one(address, true).with_context(|| format!("cannot listen on {address}"))?;
    let address = first.local_addr()?;
    let mut listeners = vec![first];
    for _ in 1..count {
        let next =
            bind_one(address, true).with_context(|| format!("cannot listen on {address} again"))?;
        listeners.push(next);
    }
    Ok(listeners)
}

/// A listener on `address`, which others may listen on too if it is `shared`.
pub(crate) fn bind_one(address: SocketAddr, shared: bool) -> io::Result<TcpListener> {
    let socket = Socket::new(
        Domain::for_address(address),
        Type::STREAM,
        Some(Protocol::TCP),
    )?;
    // A server that was stopped a moment ago leaves connections that hold the port for a minute.
    socket.set_reuse_address(true)?;
    #[cfg(unix)]
    socket.set_reuse_port(shared)?;
    // A small message is to be sent now, and not when the one before it has been acknowledged. Whatever is accepted has
    // this from its listener, which saves a system call for each.
    socket.set_tcp_nodelay(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    Ok(socket.into())
}

/// Accepts connections for `worker`, until it is dropped.
pub(crate) async fn serve(worker: Rc<Worker>, listener: AsyncListener) -> anyhow::Error {
    let mut spare = Spare::new();
    loop {
        match limits::accept(&listener, &mut spare, &worker.shared.admission).await {
            Ok(Accepted::Connection(stream, _, permit)) => {
                let Some(pass) = worker.shared.gate.enter() else {
                    worker.metrics().refused(Reason::Shutdown).add(1);
                    continue;
                };
                let greeting = greeting::greet(Rc::clone(&worker), stream, permit, pass);
                tokio::task::spawn_local(greeting);
            }
            Ok(Accepted::Refused(full)) => {
                let reason = match full {
                    Full::Connections => Reason::Full,
                    Full::Descriptors => Reason::Descriptors,
                };
                worker.metrics().refused(reason).add(1);
                // Once in a while: whoever wants to fill the log has only to connect.
                if worker.may_complain() {
                    warn!(?reason, "refused a connection");
                }
            }
            Err(error) => {
                return anyhow::Error::from(error).context("the listener is dead");
            }
        }
    }
}
