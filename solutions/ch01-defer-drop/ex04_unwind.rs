//! A server counts the connections it is serving, and refuses those beyond its limit. The count is
//! right whatever a handler does: return, or panic.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Serves connections, up to a limit.
pub struct Server {
    limit: usize,
    /// Relaxed throughout: the count is exact, and it publishes no other data.
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
    fn arrive(&self) -> Result<Active<'_>, Full> {
        let more = |active| (active < self.limit).then_some(active + 1);
        match self
            .active
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more)
        {
            Ok(_) => Ok(Active { server: self }),
            Err(_) => Err(Full),
        }
    }

    /// Counts a connection out.
    fn leave(&self) {
        self.active.fetch_sub(1, Ordering::Relaxed);
    }

    /// Calls the handler of one connection, which counts as active for just as long, and returns
    /// what the handler returned.
    ///
    /// # Errors
    ///
    /// If the server is full; the handler is then not called.
    pub fn handle<R>(&self, handler: impl FnOnce() -> R) -> Result<R, Full> {
        let _active = self.arrive()?;
        Ok(handler())
    }
}

/// A connection that is counted as active. There is no other way to be counted in, and its end is
/// the only way to be counted out.
struct Active<'s> {
    server: &'s Server,
}

impl Drop for Active<'_> {
    fn drop(&mut self) {
        self.server.leave();
    }
}
