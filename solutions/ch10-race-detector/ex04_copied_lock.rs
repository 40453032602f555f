//! Statistics with a lock in them, which are shared and moved, and never copied.

use std::sync::Mutex;
use std::thread;

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
    thread::scope(|scope| {
        for batch in batches {
            let stats = &stats;
            scope.spawn(move || {
                for milliseconds in batch {
                    stats.record(milliseconds);
                }
            });
        }
    });
    stats
}
