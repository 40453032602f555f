//! Mistake: the clean-up asks `thread::panicking()`, which is true as well in a handler that is called while another panic unwinds.
//! Rejected by: a_handler_may_run_while_a_panic_unwinds

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
        let _active = Active { server: self };
        let answer = handler();
        self.leave();
        Ok(answer)
    }
}

struct Active<'s> {
    server: &'s Server,
}

impl Drop for Active<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.server.leave();
        }
    }
}
