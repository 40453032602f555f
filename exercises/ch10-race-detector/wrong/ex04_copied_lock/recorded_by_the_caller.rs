//! Mistake: the caller records everything itself, so that nothing has to be shared.
//! Rejected by: each_batch_has_its_thread

use std::sync::Mutex;

/// The figures, which may be copied as one likes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub requests: u64,
    pub milliseconds: u64,
}

/// What all workers record into.
#[derive(Debug, Default)]
pub struct Stats {
    totals: Mutex<Totals>,
}

impl Stats {
    /// Records one request that took so long. Both figures change together.
    pub fn record(&self, milliseconds: u64) {
        let mut totals = self.totals.lock().unwrap();
        totals.requests += 1;
        totals.milliseconds += milliseconds;
    }

    /// The figures as they are now.
    pub fn totals(&self) -> Totals {
        *self.totals.lock().unwrap()
    }
}

/// Records the requests of each batch on a thread of its own, into `stats`, and returns the
/// statistics when all are recorded.
pub fn record_all(stats: Stats, batches: Vec<Vec<u64>>) -> Stats {
    for milliseconds in batches.into_iter().flatten() {
        stats.record(milliseconds);
    }
    stats
}
