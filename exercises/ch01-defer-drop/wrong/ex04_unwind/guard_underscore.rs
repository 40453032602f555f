//! Mistake: the guard is bound to `_`, so the connection is counted out before it is handled.
//! Rejected by: a_connection_counts_while_it_is_handled

use std::sync::atomic::{AtomicUsize, Ordering};

pub struct Server {
    limit: usize,
    active: AtomicUsize,
}

/// The server has as many connections as it may have.
#[derive(Debug, PartialEq, Eq)]
pub struct Full;

impl Server {
    pub fn new(limit: usize) -> Server {
        Server {
            limit,
            active: AtomicUsize::new(0),
        }
    }

    /// How many connections are being served.
    pub fn active(&self) -> usize {
        self.active.load(Ordering::Relaxed)
    }

    /// Counts a connection in, unless the server is full.
    fn arrive(&self) -> Result<(), Full> {
        let more = |active| (active < self.limit).then_some(active + 1);
        match self
            .active
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more)
        {
            Ok(_) => Ok(()),
            Err(_) => Err(Full),
        }
    }

    /// Counts a connection out.
    fn leave(&self) {
        self.active.fetch_sub(1, Ordering::Relaxed);
    }

    /// Calls the handler of one connection, which counts as active for just as long, and returns
    /// what the handler returned. If the server is full, the handler is not called.
    pub fn handle<R>(&self, handler: impl FnOnce() -> R) -> Result<R, Full> {
        self.arrive()?;
        let _ = Active { server: self };
        Ok(handler())
    }
}

struct Active<'s> {
    server: &'s Server,
}

impl Drop for Active<'_> {
    fn drop(&mut self) {
        self.server.leave();
    }
}
