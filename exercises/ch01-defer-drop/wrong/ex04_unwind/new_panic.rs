//! Mistake: the panic is caught, and another one is raised in its place.
//! Rejected by: the_panic_reaches_the_caller

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
        let answer = std::panic::catch_unwind(std::panic::AssertUnwindSafe(handler));
        self.leave();
        Ok(answer.expect("the handler does not panic"))
    }
}
