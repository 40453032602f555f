//! Mistake: one lock around each connection's loop: it is held while a message is awaited.
//! Rejected by: connections_do_not_wait_for_each_other (times out)

use std::sync::Mutex;
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
        self.largest.fetch_max(size, Relaxed);
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
    let turn = &Mutex::new(());
    thread::scope(|scope| {
        for connection in 0..connections {
            scope.spawn(move || {
                let _turn = turn.lock().unwrap();
                while let Some(size) = receive(connection) {
                    meter.record(size);
                }
            });
        }
    });
}
