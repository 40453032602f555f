//! What one thread has: its connections, its rooms, and one buffer for all who are silent most of the time.

use std::cell::{Cell, RefCell};
use std::io;
use std::net::TcpListener;
use std::rc::Rc;
use std::sync::Arc;

use anyhow::Context;
use bytes::Bytes;
use tokio::runtime;
use tokio::select;
use tokio::sync::Notify;
use tokio::task::{JoinSet, LocalSet};

use crate::broadcast::Policy;
use crate::connection::{Connection, Mail};
use crate::keepalive::{Clock, Tick};
use crate::memory::Delivered;
use crate::metrics::{Dropped, Metrics};
use crate::parked::{Parked, Woken};
use crate::registry::{Id, Registry};
use crate::room::{self, Rooms};
use crate::server::{Phase, Shared};
use crate::{admin, goodbye, listener, sweep, wakeup};

/// How much of a connection is read at a time, and the longest frame that is answered on the spot.
pub(crate) const SCRATCH: usize = 128 << 10;

/// A thread's own. All of it is used by that thread only, and nothing of it across an await.
pub(crate) struct Worker {
    pub(crate) index: usize,
    pub(crate) shared: Arc<Shared>,
    pub(crate) connections: Registry<Connection>,
    pub(crate) rooms: RefCell<Rooms>,
    pub(crate) parked: Parked,
    pub(crate) scratch: RefCell<Scratch>,
    /// Tells those who have not sent their request that the server stops.
    pub(crate) draining: Notify,
    clock: Clock,
    complained: Cell<Option<Tick>>,
}

/// Where bytes lie between two system calls.
pub(crate) struct Scratch {
    pub(crate) input: Box<[u8]>,
    pub(crate) output: Vec<u8>,
}

/// Runs worker `index` until the server is over, and the `admin`'s listener if it is given that.
pub(crate) fn run(
    shared: Arc<Shared>,
    index: usize,
    listener: TcpListener,
    admin: Option<TcpListener>,
) -> anyhow::Result<()> {
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot start a runtime")?;
    LocalSet::new().block_on(&runtime, async {
        let listen = |listener| {
            tokio::net::TcpListener::from_std(listener).context("tokio does not take a listener")
        };
        let listener = listen(listener)?;
        let worker = Rc::new(Worker::new(shared, index).context("cannot make an epoll set")?);
        let mut vital = JoinSet::new();
        let listening = vital.spawn_local(listener::serve(Rc::clone(&worker), listener));
        vital.spawn_local(serve_parked(Rc::clone(&worker)));
        vital.spawn_local(room::serve(Rc::clone(&worker)));
        vital.spawn_local(sweep::serve(Rc::clone(&worker)));
        if let Some(admin) = admin {
            vital.spawn_local(admin::serve(Rc::clone(&worker), listen(admin)?));
        }
        select! {
            () = worker.shared.reached(Phase::Draining) => {}
            // Without one of these, a worker would seem to be well, and answer nobody.
            Some(ended) = vital.join_next() => return Err(ended.unwrap_or_else(anyhow::Error::from)),
        }
        listening.abort();
        worker.draining.notify_waiters();
        goodbye::say(&worker).await;
        worker.shared.reached(Phase::Over).await;
        Ok(())
    })
}

async fn serve_parked(worker: Rc<Worker>) -> anyhow::Error {
    let inbox = &worker.shared.inboxes[worker.index];
    let wake = |id| Woken {
        all: worker.wake(id),
        crowded: inbox.len() >= worker.shared.turn as usize,
    };
    let error = worker.parked.serve(wake).await;
    anyhow::Error::from(error).context("the epoll set is dead")
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
            draining: Notify::new(),
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
            connection
                .seat
                .deliver(frame, wakeup::write, || self.mail())
        });
        match delivered {
            Some(Delivered::Written) => self.metrics().bytes_sent.add(length as u64),
            Some(Delivered::Blocked(socket)) => {
                self.start(id, socket);
            }
            Some(Delivered::Queued) | None => {}
        }
    }
}

/// What a full queue drops, as the metrics have it.
pub(crate) fn dropped(policy: Policy) -> Dropped {
    match policy {
        Policy::DropOldest => Dropped::Oldest,
        Policy::DropNewest => Dropped::Newest,
        Policy::Disconnect => Dropped::Disconnect,
    }
}
