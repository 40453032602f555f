//! Mistake: the counters are plain numbers behind a lock.
//! Rejected by: nobody_gets_between_two_steps

use std::sync::Mutex;

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
    state: Mutex<(u64, Totals)>,
}

impl Statistics {
    /// Nothing has happened yet.
    pub const fn new() -> Self {
        Self {
            state: Mutex::new((
                1,
                Totals {
                    requests: 0,
                    failures: 0,
                    bytes: 0,
                },
            )),
        }
    }

    /// A number for a new request: 1, then 2, and never one twice, whoever asks.
    pub fn new_id(&self) -> u64 {
        let mut state = self.state.lock().unwrap();
        state.0 += 1;
        state.0 - 1
    }

    /// Counts a request that was answered with so many bytes.
    pub fn answered(&self, bytes: u64) {
        let mut state = self.state.lock().unwrap();
        state.1.requests += 1;
        state.1.bytes += bytes;
    }

    /// Counts a request that failed. It is a request, too.
    pub fn failed(&self) {
        let mut state = self.state.lock().unwrap();
        state.1.requests += 1;
        state.1.failures += 1;
    }

    /// What happened since `take` was last called.
    pub fn take(&self) -> Totals {
        std::mem::take(&mut self.state.lock().unwrap().1)
    }
}
