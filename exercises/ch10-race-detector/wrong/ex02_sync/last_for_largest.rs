//! Mistake: the largest is overwritten by each message.
//! Rejected by: a_meter_says_what_was_recorded

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;

/// What all connections together have received.
#[derive(Default)]
pub struct Meter {
    bytes: AtomicU64,
    messages: AtomicU64,
    largest: AtomicU64,
}

impl Meter {
    /// Records one message of `size` bytes.
    pub fn record(&self, size: u64) {
        self.bytes.fetch_add(size, Relaxed);
        self.messages.fetch_add(1, Relaxed);
        self.largest.store(size, Relaxed);
    }

    /// How many bytes were received.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Relaxed)
    }

    /// How many messages were received.
    pub fn messages(&self) -> u64 {
        self.messages.load(Relaxed)
    }

    /// The size of the largest message, 0 if there was none.
    pub fn largest(&self) -> u64 {
        self.largest.load(Relaxed)
    }
}

/// Receives from every connection at the same time, and records each message in `meter` as soon as it
/// is there. `receive(i)` waits for the next message of connection `i`, and is `None` at its end.
pub fn receive_all(
    meter: &Meter,
    connections: usize,
    receive: impl Fn(usize) -> Option<u64> + Sync,
) {
    let receive = &receive;
    thread::scope(|scope| {
        for connection in 0..connections {
            scope.spawn(move || {
                while let Some(size) = receive(connection) {
                    meter.record(size);
                }
            });
        }
    });
}
