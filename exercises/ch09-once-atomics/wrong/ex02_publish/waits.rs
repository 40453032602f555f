//! Mistake: who looks waits until there is something to see.
//! Rejected by: limits_are_there_once_published (times out)

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
        self.connections.store(connections, Ordering::Relaxed);
        self.bytes.store(bytes, Ordering::Relaxed);
        // Whoever sees this sees the two stores above it.
        self.ready.store(true, Ordering::Release);
    }

    /// The published connections and bytes; none if they are not published yet. Does not wait.
    pub fn get(&self) -> Option<(u64, u64)> {
        while !self.ready.load(Ordering::Acquire) {
            std::hint::spin_loop();
        }
        Some((
            self.connections.load(Ordering::Relaxed),
            self.bytes.load(Ordering::Relaxed),
        ))
    }
}
