//! Where silent connections wait: an epoll set of our own, in which each is a descriptor and a number.
//!
//! The kernel tells which of them has something to read, by its number, and that is all there is: no task, no
//! waker, no buffer. The set has a descriptor itself, readable when somebody in it is, and tokio waits for that one.

use std::io;
use std::net::TcpStream;
use std::os::fd::OwnedFd;

use rustix::buffer::spare_capacity;
use rustix::event::Timespec;
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

use crate::registry::Id;

/// How many are looked at before others on this thread have their turn.
const BATCH: usize = 256;

/// What came of waking a connection.
pub(crate) struct Woken {
    /// All there was to read has been read.
    pub(crate) all: bool,
    /// Others are to have their turn.
    pub(crate) crowded: bool,
}

/// An epoll set.
pub(crate) struct Parked {
    set: AsyncFd<OwnedFd>,
}

impl Parked {
    /// An empty set. To be made on a tokio runtime.
    pub(crate) fn new() -> io::Result<Self> {
        let set = epoll::create(CreateFlags::CLOEXEC)?;
        // What is deprecated is that it takes any `AsRawFd`. That of an `OwnedFd` is open, and stays the same.
        #[allow(deprecated)]
        AsyncFd::with_interest(set, Interest::READABLE).map(|set| Self { set })
    }

    /// Waits for `socket` to be readable, or over. It must not be closed through a clone, which would stay here.
    pub(crate) fn add(&self, socket: &TcpStream, id: Id) -> io::Result<()> {
        let data = EventData::new_u64(id.to_u64());
        Ok(epoll::add(&self.set, socket, data, EventFlags::IN)?)
    }

    /// Does not wait for it any more. What is closed need not be removed.
    pub(crate) fn remove(&self, socket: &TcpStream) -> io::Result<()> {
        Ok(epoll::delete(&self.set, socket)?)
    }

    /// Calls `wake` for each that has something, for ever.
    ///
    /// Who has left after it was readable is woken as well, by an id that nobody has any more.
    pub(crate) async fn serve(&self, mut wake: impl FnMut(Id) -> Woken) -> io::Error {
        let mut events: Vec<Event> = Vec::with_capacity(BATCH);
        loop {
            let mut ready = match self.set.readable().await {
                Ok(ready) => ready,
                Err(error) => return error,
            };
            events.clear();
            let now = Some(&Timespec {
                tv_sec: 0,
                tv_nsec: 0,
            });
            match epoll::wait(&self.set, spare_capacity(&mut events), now) {
                Ok(_) => {}
                Err(rustix::io::Errno::INTR) => continue,
                Err(error) => return error.into(),
            }
            let mut all = events.len() < BATCH;
            for event in &events {
                let data = event.data;
                let woken = wake(Id::from_u64(data.u64()));
                all &= woken.all;
                if woken.crowded {
                    tokio::task::yield_now().await;
                }
            }
            if all {
                // Whoever is readable from here on is news, of which tokio is told, although those we have just read
                // are still on the kernel's list: it wakes who waits for the set at each arrival.
                ready.clear_ready();
            } else {
                drop(ready);
                tokio::task::yield_now().await;
            }
        }
    }
}
