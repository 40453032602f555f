//! What one thread has: its connections, its rooms, and one buffer for all who are silent most of the time.

use std::cell::{Cell, RefCell};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::rc::Rc;
use std::sync::Arc;

use anyhow::Context;
use bytes::Bytes;
use tokio::runtime;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::task::{LocalSet, spawn_local};
use tracing::{error, warn};

use crate::connection::{Allowance, Connection, Mail, Rate};
use crate::frames;
use crate::keepalive::{Clock, Tick, Vitals};
use crate::limits::Permit;
use crate::memory::{Delivered, Place, Seat};
use crate::metrics::{Dropped, Gauge, Metrics};
use crate::parked::{Parked, Woken};
use crate::registry::{Id, Registry};
use crate::room::{self, Rooms};
use crate::server::{Phase, Shared};
use crate::shutdown::Pass;
use crate::talk::{self, Heard, Terms, Then};
use crate::{conversation, goodbye, listener, sweep, task};

/// How much of a connection is read at a time.
const SCRATCH: usize = 128 << 10;

/// A thread's own. All of it is used by that thread only, and nothing of it across an await.
pub(crate) struct Worker {
    pub(crate) index: usize,
    pub(crate) shared: Arc<Shared>,
    pub(crate) connections: Registry<Connection>,
    pub(crate) rooms: RefCell<Rooms>,
    pub(crate) parked: Parked,
    pub(crate) scratch: RefCell<Scratch>,
    /// Who has something for a room, and a task, takes turns: see [`Worker::turn`].
    turns: Semaphore,
    /// How many messages parked connections have had for their rooms since others had their turn.
    said: Cell<u32>,
    clock: Clock,
    complained: Cell<Option<Tick>>,
}

/// Where bytes lie between two system calls.
pub(crate) struct Scratch {
    pub(crate) input: Box<[u8]>,
    pub(crate) output: Vec<u8>,
}

/// Runs worker `index` until the server is over.
pub(crate) fn run(shared: Arc<Shared>, index: usize, listener: TcpListener) -> anyhow::Result<()> {
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot start a runtime")?;
    LocalSet::new().block_on(&runtime, async {
        let listener = tokio::net::TcpListener::from_std(listener)
            .context("tokio does not take the listener")?;
        let worker = Rc::new(Worker::new(shared, index).context("cannot make an epoll set")?);
        let listening = spawn_local(listener::serve(Rc::clone(&worker), listener));
        spawn_local(serve_parked(Rc::clone(&worker)));
        spawn_local(room::serve(Rc::clone(&worker)));
        spawn_local(sweep::serve(Rc::clone(&worker)));
        worker.shared.reached(Phase::Draining).await;
        listening.abort();
        goodbye::say(&worker).await;
        worker.shared.reached(Phase::Over).await;
        Ok(())
    })
}

async fn serve_parked(worker: Rc<Worker>) {
    let wake = |id| {
        let all = worker.wake(id);
        let crowded = worker.said.get() >= worker.shared.turn;
        if crowded {
            worker.said.set(0);
        }
        Woken { all, crowded }
    };
    let error = worker.parked.serve(wake).await;
    error!(%error, "the epoll set is dead");
    worker.shared.stop();
}

impl Worker {
    fn new(shared: Arc<Shared>, index: usize) -> io::Result<Self> {
        Ok(Self {
            index,
            shared,
            connections: Registry::new(),
            rooms: RefCell::default(),
            parked: Parked::new()?,
            scratch: RefCell::new(Scratch {
                input: vec![0; SCRATCH].into(),
                output: Vec::new(),
            }),
            turns: Semaphore::new(1),
            said: Cell::new(0),
            clock: Clock::start(),
            complained: Cell::new(None),
        })
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.shared.metrics[self.index]
    }

    pub(crate) fn now(&self) -> Tick {
        self.clock.now()
    }

    pub(crate) fn mail(&self) -> Rc<Mail> {
        let shared = &self.shared;
        Rc::new(Mail::new(shared.config.queue, shared.policy, self.now()))
    }

    /// The right to say something in a room, once. It is kept until others have had their turn, if something was said:
    /// otherwise many who talk fill the mailboxes of all who listen, before any of these can empty its own, and those
    /// who are not slow at all are treated as slow consumers.
    pub(crate) async fn turn(&self) -> SemaphorePermit<'_> {
        self.turns.acquire().await.expect("nobody closes it")
    }

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
            let id = self
                .connections
                .join(connection(Seat::talking(self.mail())));
            self.enter(id, room);
            task::spawn(self, id, stream, rest.to_vec());
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

    /// Whether it is time to log a thing of which there may be thousands a second.
    pub(crate) fn may_complain(&self) -> bool {
        let now = self.now();
        let may = self.complained.get().is_none_or(|it| now.since(it) >= 10);
        if may {
            self.complained.set(Some(now));
        }
        may
    }

    /// Counts frames that a slow consumer did not get.
    pub(crate) fn note_dropped(&self, frames: usize) {
        if frames > 0 {
            let dropped = self.metrics().dropped(self.shared.dropped);
            dropped.add(frames as u64);
        }
    }

    /// Sends an encoded frame to a connection, wherever it is.
    pub(crate) fn deliver(self: &Rc<Self>, id: Id, frame: Bytes) {
        let length = frame.len();
        let delivered = self.connections.with(id, |connection| {
            connection.seat.deliver(frame, write, || self.mail())
        });
        match delivered {
            Some(Delivered::Written) => self.metrics().bytes_sent.add(length as u64),
            Some(Delivered::Blocked(socket)) => {
                self.start(id, socket, Vec::new());
            }
            Some(Delivered::Queued) | None => {}
        }
    }

    /// A parked connection has something to read. Whether all of it was read.
    fn wake(self: &Rc<Self>, id: Id) -> bool {
        let mut scratch = self.scratch.borrow_mut();
        let read = self.connections.with(id, |connection| {
            connection.seat.look(|place| match place {
                Place::Parked(socket) => Some(socket.read(&mut scratch.input)),
                Place::Talking(_) => None,
            })
        });
        match read.flatten() {
            Some(Ok(0)) => self.leave(id, 1006),
            Some(Ok(length)) => {
                let all = length < scratch.input.len();
                self.hear_parked(id, length, &mut scratch);
                return all;
            }
            Some(Err(error)) if is_passing(&error) => {}
            Some(Err(_)) => self.leave(id, 1006),
            None => {}
        }
        true
    }

    /// Takes up what came behind a connection's request, before anybody waits for it.
    pub(crate) fn hear_first(self: &Rc<Self>, id: Id, bytes: &[u8]) {
        let mut scratch = self.scratch.borrow_mut();
        scratch.input[..bytes.len()].copy_from_slice(bytes);
        self.hear_parked(id, bytes.len(), &mut scratch);
    }

    /// Answers what a parked connection has sent, the first `length` bytes of the input.
    fn hear_parked(self: &Rc<Self>, id: Id, length: usize, scratch: &mut Scratch) {
        let Some(heard) = self.hear(id, &mut scratch.input[..length], &mut scratch.output) else {
            return;
        };
        let rest = &scratch.input[heard.used..length];
        if !scratch.output.is_empty() {
            let sent = scratch.output.len() as u64;
            let blocked = self.connections.with(id, |connection| {
                let seat = &connection.seat;
                let unsent = seat.look(|place| match place {
                    Place::Parked(socket) => unsent(socket, &scratch.output),
                    Place::Talking(_) => Some(0),
                });
                let unsent = unsent.map(|at| Bytes::copy_from_slice(&scratch.output[at..]))?;
                match seat.deliver(unsent, |_, rest| Err(rest), || self.mail()) {
                    Delivered::Blocked(socket) => Some(socket),
                    Delivered::Queued | Delivered::Written => None,
                }
            });
            self.metrics().bytes_sent.add(sent);
            if let Some(socket) = blocked.flatten() {
                match heard.then {
                    Then::Listen | Then::Judge | Then::Wait => {
                        self.start(id, socket, rest.to_vec());
                    }
                    // It does not read, and it is over anyway.
                    Then::Closed(code) => self.abandon(id, code),
                    Then::TooMany => self.abandon(id, 1008),
                }
                return;
            }
        }
        match heard.then {
            Then::Listen => {}
            // A task says so to one who sends too much, since it can wait until that one has heard it.
            Then::Judge | Then::Wait | Then::TooMany => self.unpark(id, rest.to_vec()),
            Then::Closed(code) => self.part(id, code),
        }
    }

    /// Answers what a connection has sent: replies into `output`, messages to its room. None if it has left.
    pub(crate) fn hear(
        self: &Rc<Self>,
        id: Id,
        input: &mut [u8],
        output: &mut Vec<u8>,
    ) -> Option<Heard> {
        let now = self.now();
        let rate = self.shared.rate;
        let (membership, closing, allowance) = self.connections.with(id, |it| {
            it.vitals.heard(now);
            let allowance = rate.map_or(u32::MAX, |rate| it.allowance.left(now, rate));
            (it.room, it.closing, allowance)
        })?;
        let room = membership.map(|it| self.rooms.borrow().name(it));
        let terms = Terms {
            max_message: self.shared.config.max_message,
            allowance,
            turn: room.is_some().then_some(self.shared.turn),
            closing,
        };
        output.clear();
        let heard = talk::answer(input, output, terms, |opcode, payload| {
            if let Some(room) = &room {
                let mut frame = Vec::new();
                frames::encode(&mut frame, opcode, payload);
                room::cast(self, room, &frame.into());
                self.said.set(self.said.get() + 1);
            }
        });
        self.spend(id, rate, heard.messages);
        let metrics = self.metrics();
        metrics.bytes_received.add(heard.used as u64);
        metrics.messages_received.add(heard.messages.into());
        if room.is_none() {
            metrics.messages_sent.add(heard.messages.into());
        }
        Some(heard)
    }

    pub(crate) fn spend(&self, id: Id, rate: Option<Rate>, messages: u32) {
        if rate.is_some() {
            self.connections.with(id, |it| it.allowance.spend(messages));
        }
    }

    /// Gives a parked connection a task, which begins with `part`.
    fn unpark(self: &Rc<Self>, id: Id, part: Vec<u8>) {
        let socket = self
            .connections
            .with(id, |connection| connection.seat.unpark(self.mail()));
        if let Some(socket) = socket.flatten() {
            self.start(id, socket, part);
        }
    }

    /// Starts the task of a connection that was parked until now.
    fn start(self: &Rc<Self>, id: Id, socket: TcpStream, part: Vec<u8>) {
        self.metrics().parked.add(-1);
        // An error says that it was not there.
        let _ = self.parked.remove(&socket);
        match tokio::net::TcpStream::from_std(socket) {
            Ok(stream) => task::spawn(self, id, stream, part),
            Err(error) => {
                warn!(%error, "tokio does not take a socket");
                self.leave(id, 1006);
            }
        }
    }

    /// Ends a connection that was just unparked, and has no task.
    fn abandon(&self, id: Id, code: u16) {
        self.metrics().parked.add(-1);
        self.leave(id, code);
    }

    /// Ends a parked connection whose peer has closed and was answered, when it has heard that.
    fn part(self: &Rc<Self>, id: Id, code: u16) {
        let socket = self
            .connections
            .with(id, |connection| connection.seat.unpark(self.mail()));
        let Some(socket) = socket.flatten() else {
            return;
        };
        self.metrics().parked.add(-1);
        let _ = self.parked.remove(&socket);
        let worker = Rc::clone(self);
        spawn_local(async move {
            let _counted = Gauge::hold(&worker.metrics().tasks);
            if let Ok(stream) = tokio::net::TcpStream::from_std(socket) {
                conversation::linger(stream).await;
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
            let mut rooms = self.rooms.borrow_mut();
            self.shared.census.leave(&rooms.name(membership));
            if let Some((moved, to)) = rooms.leave(membership) {
                self.connections.with(moved, |it| it.room = Some(to));
            }
        }
        let metrics = self.metrics();
        metrics.closed(code).add(1);
        metrics.connections.add(-1);
        if connection.seat.look(|it| matches!(it, Place::Parked(_))) {
            metrics.parked.add(-1);
        }
    }
}

/// Writes as much as the socket takes. What it did not take is the error. If it is broken, who reads it will see.
fn write(socket: &mut TcpStream, frame: Bytes) -> Result<(), Bytes> {
    unsent(socket, &frame).map_or(Ok(()), |at| Err(frame.slice(at..)))
}

/// Writes as much as the socket takes; where it stopped, if that is not the end.
fn unsent(socket: &mut TcpStream, bytes: &[u8]) -> Option<usize> {
    let mut written = 0;
    while written < bytes.len() {
        match socket.write(&bytes[written..]) {
            Ok(more) => written += more,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Some(written),
            Err(_) => return None,
        }
    }
    None
}

fn is_passing(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted)
}

/// What a full queue drops, as the metrics have it.
pub(crate) fn dropped(policy: crate::broadcast::Policy) -> Dropped {
    use crate::broadcast::Policy;
    match policy {
        Policy::DropOldest => Dropped::Oldest,
        Policy::DropNewest => Dropped::Newest,
        Policy::Disconnect => Dropped::Disconnect,
    }
}
