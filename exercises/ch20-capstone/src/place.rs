//! From a connection's admission to its end: in the epoll set, or with a task, and in its room meanwhile.

use std::io;
use std::net::TcpStream;
use std::rc::Rc;

use tokio::task::spawn_local;
use tracing::warn;

use crate::connection::{Allowance, Connection};
use crate::goodbye;
use crate::keepalive::Vitals;
use crate::limits::Permit;
use crate::memory::{Place, Seat};
use crate::metrics::Gauge;
use crate::registry::Id;
use crate::room::Membership;
use crate::shutdown::Pass;
use crate::task;
use crate::worker::Worker;

impl Worker {
    /// Takes in a connection whose handshake is done; `rest` is what came behind it.
    pub(crate) fn admit(
        self: &Rc<Self>,
        stream: tokio::net::TcpStream,
        room: Option<&str>,
        (permit, pass): (Permit, Pass),
        rest: &[u8],
    ) -> io::Result<()> {
        let now = self.now();
        let connection = |seat| Connection {
            seat,
            vitals: Vitals::new(now),
            allowance: Allowance::new(now, self.shared.rate),
            room: None,
            closing: false,
            _permit: permit,
            _pass: pass,
        };
        let metrics = self.metrics();
        if self.shared.config.park_after().is_none() {
            let mail = self.mail();
            mail.leave_unheard(rest);
            let id = self.connections.join(connection(Seat::talking(mail)));
            self.enter(id, room);
            task::spawn(self, id, stream);
        } else {
            let socket = stream.into_std()?;
            // Before it has an id, the epoll set cannot know it; before it is in the set, nothing can happen to it.
            let id = self.connections.join(connection(Seat::parked(socket)));
            metrics.parked.add(1);
            self.enter(id, room);
            self.watch(id);
            if !rest.is_empty() {
                self.hear_first(id, rest);
            }
        }
        Ok(())
    }

    fn enter(&self, id: Id, room: Option<&str>) {
        self.metrics().connections.add(1);
        self.metrics().opened.add(1);
        if let Some(name) = room {
            let mut rooms = self.rooms.borrow_mut();
            let number = rooms.open(name);
            let membership = rooms.enter(number, id);
            self.shared.census.enter(rooms.name(membership));
            self.connections.with(id, |it| it.room = Some(membership));
        }
    }

    /// Waits for a parked connection in the epoll set.
    fn watch(&self, id: Id) {
        let added = self.connections.with(id, |it| {
            it.seat.look(|place| match place {
                Place::Parked(socket) => self.parked.add(socket, id),
                Place::Talking(_) => Ok(()),
            })
        });
        if let Some(Err(error)) = added {
            warn!(%error, "the epoll set does not take a socket");
            self.leave(id, 1011);
        }
    }

    /// Parks a connection whose task holds nothing; gives the socket back if there is something to write by now.
    pub(crate) fn park(&self, id: Id, socket: TcpStream) -> Result<(), TcpStream> {
        let parked = self.connections.with(id, |it| it.seat.park(socket));
        match parked {
            Some(Ok(_)) => {
                self.metrics().parked.add(1);
                self.watch(id);
                Ok(())
            }
            Some(Err(socket)) => Err(socket),
            None => Ok(()),
        }
    }

    /// Gives a parked connection a task, which begins with what is `unheard`. It may have got one a moment ago, for
    /// something that it said to its own room and did not read; then that task begins with it.
    pub(crate) fn unpark(self: &Rc<Self>, id: Id, unheard: &[u8]) {
        let socket = self.connections.with(id, |connection| {
            let socket = connection.seat.unpark(self.mail());
            connection.seat.look(|place| {
                if let Place::Talking(mail) = place {
                    mail.leave_unheard(unheard);
                }
            });
            socket
        });
        if let Some(socket) = socket.flatten() {
            self.start(id, socket);
        }
    }

    /// Starts the task of a connection that was parked until now.
    pub(crate) fn start(self: &Rc<Self>, id: Id, socket: TcpStream) {
        self.metrics().parked.add(-1);
        // An error says that it was not there.
        let _ = self.parked.remove(&socket);
        match tokio::net::TcpStream::from_std(socket) {
            Ok(stream) => task::spawn(self, id, stream),
            Err(error) => {
                warn!(%error, "tokio does not take a socket");
                self.leave(id, 1006);
            }
        }
    }

    /// Ends a connection that was just unparked, and has no task.
    pub(crate) fn abandon(&self, id: Id, code: u16) {
        self.metrics().parked.add(-1);
        self.leave(id, code);
    }

    /// Ends a parked connection whose peer has closed and was answered, when it has heard that.
    pub(crate) fn part(self: &Rc<Self>, id: Id, code: u16) {
        let socket = self
            .connections
            .with(id, |connection| connection.seat.unpark(self.mail()));
        let Some(socket) = socket.flatten() else {
            return;
        };
        self.hush(id);
        self.metrics().parked.add(-1);
        let _ = self.parked.remove(&socket);
        let worker = Rc::clone(self);
        spawn_local(async move {
            let _counted = Gauge::hold(&worker.metrics().tasks);
            if let Ok(stream) = tokio::net::TcpStream::from_std(socket) {
                goodbye::linger(stream).await;
            }
            worker.leave(id, code);
        });
    }

    /// Ends a connection, which is counted with this close code. If it is parked, that closes it; if not, its task
    /// does.
    pub(crate) fn leave(&self, id: Id, code: u16) {
        let Some(connection) = self.connections.leave(id) else {
            return;
        };
        if let Some(membership) = connection.room {
            self.leave_room(membership);
        }
        let metrics = self.metrics();
        metrics.closed(code).add(1);
        metrics.connections.add(-1);
        if connection.seat.look(|it| matches!(it, Place::Parked(_))) {
            metrics.parked.add(-1);
        }
    }

    /// Takes a connection out of its room: it has closed, and hears nothing any more.
    pub(crate) fn hush(&self, id: Id) {
        let room = self.connections.with(id, |it| it.room.take());
        if let Some(membership) = room.flatten() {
            self.leave_room(membership);
        }
    }

    /// Whether what a connection says goes to a room.
    pub(crate) fn is_in_room(&self, id: Id) -> bool {
        self.connections.with(id, |it| it.room.is_some()) == Some(true)
    }

    fn leave_room(&self, membership: Membership) {
        let mut rooms = self.rooms.borrow_mut();
        self.shared.census.leave(&rooms.name(membership));
        if let Some((moved, to)) = rooms.leave(membership) {
            self.connections.with(moved, |it| it.room = Some(to));
        }
    }
}
