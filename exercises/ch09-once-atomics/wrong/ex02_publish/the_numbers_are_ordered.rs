//! Mistake: the numbers are stored with `Release` and loaded with `Acquire`, and the flag, which it is about, is `Relaxed`.
//! Rejected by: a_reader_gets_both_or_none

use super::sync::atomic::{AtomicBool, AtomicU64, Ordering};

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
        self.connections.store(connections, Ordering::Release);
        self.bytes.store(bytes, Ordering::Release);
        self.ready.store(true, Ordering::Relaxed);
    }

    /// The published connections and bytes; none if they are not published yet. Does not wait.
    pub fn get(&self) -> Option<(u64, u64)> {
        self.ready.load(Ordering::Relaxed).then(|| {
            (
                self.connections.load(Ordering::Acquire),
                self.bytes.load(Ordering::Acquire),
            )
        })
    }
}
