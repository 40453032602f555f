//! Mistake: both numbers in one atomic, which is smaller than the two of them.
//! Rejected by: the_largest_numbers_fit

use super::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Limits that are not known from the start.
pub struct Limits {
    packed: AtomicU64,
    ready: AtomicBool,
}

impl Limits {
    /// Nothing is published yet.
    pub fn new() -> Self {
        Self {
            packed: AtomicU64::new(0),
            ready: AtomicBool::new(false),
        }
    }

    /// Publishes both numbers. Called once.
    pub fn publish(&self, connections: u64, bytes: u64) {
        self.packed
            .store(connections << 32 | bytes, Ordering::Relaxed);
        self.ready.store(true, Ordering::Release);
    }

    /// The published connections and bytes; none if they are not published yet. Does not wait.
    pub fn get(&self) -> Option<(u64, u64)> {
        self.ready.load(Ordering::Acquire).then(|| {
            let packed = self.packed.load(Ordering::Relaxed);
            (packed >> 32, packed & 0xffff_ffff)
        })
    }
}
