//! Mistake: the fence stands behind the store of the flag, where nothing is left to be published.
//! Rejected by: a_reader_gets_both_or_none

use super::sync::atomic::{AtomicBool, AtomicU64, Ordering, fence};

/// Limits that are not known from the start.
pub struct Limits {
    connections: AtomicU64,
    bytes: AtomicU64,
    /// Whether the two above are the published ones.
    ready: AtomicBool,
}

impl Limits {
    /// Nothing is published yet.
    pub fn new() -> Self {
        Self {
            connections: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            ready: AtomicBool::new(false),
        }
    }

    /// Publishes both numbers. Called once.
    pub fn publish(&self, connections: u64, bytes: u64) {
        self.connections.store(connections, Ordering::Relaxed);
        self.bytes.store(bytes, Ordering::Relaxed);
        self.ready.store(true, Ordering::Relaxed);
        fence(Ordering::Release);
    }

    /// The published connections and bytes; none if they are not published yet. Does not wait.
    pub fn get(&self) -> Option<(u64, u64)> {
        self.ready.load(Ordering::Acquire).then(|| {
            (
                self.connections.load(Ordering::Relaxed),
                self.bytes.load(Ordering::Relaxed),
            )
        })
    }
}
