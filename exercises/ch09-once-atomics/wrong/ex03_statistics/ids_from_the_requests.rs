//! Mistake: the number of a request is how many were answered so far.
//! Rejected by: numbers_go_on

use super::sync::atomic::{AtomicU64, Ordering};

/// What happened so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many requests were answered.
    pub requests: u64,
    /// How many of them failed.
    pub failures: u64,
    /// How many bytes were sent.
    pub bytes: u64,
}

/// Counts requests. Shared by reference.
pub struct Statistics {
    next_id: AtomicU64,
    requests: AtomicU64,
    failures: AtomicU64,
    bytes: AtomicU64,
}

impl Statistics {
    /// Nothing has happened yet.
    pub const fn new() -> Self {
        Self {
            next_id: AtomicU64::new(1),
            requests: AtomicU64::new(0),
            failures: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
        }
    }

    /// A number for a new request: 1, then 2, and never one twice, whoever asks.
    pub fn new_id(&self) -> u64 {
        self.requests.load(Ordering::Relaxed) + 1
    }

    /// Counts a request that was answered with so many bytes.
    pub fn answered(&self, bytes: u64) {
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Counts a request that failed. It is a request, too.
    pub fn failed(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.failures.fetch_add(1, Ordering::Relaxed);
    }

    /// What happened since `take` was last called. Nothing is counted twice, and nothing is lost, even
    /// if threads go on counting meanwhile.
    pub fn take(&self) -> Totals {
        Totals {
            requests: self.requests.swap(0, Ordering::Relaxed),
            failures: self.failures.swap(0, Ordering::Relaxed),
            bytes: self.bytes.swap(0, Ordering::Relaxed),
        }
    }
}
