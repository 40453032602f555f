//! Mistake: each thread has cells of its own, and what it recorded ends with it.
//! Rejected by: a_meter_can_be_shared

use std::cell::Cell;
use std::thread;

thread_local! {
    static BYTES: Cell<u64> = const { Cell::new(0) };
    static MESSAGES: Cell<u64> = const { Cell::new(0) };
    static LARGEST: Cell<u64> = const { Cell::new(0) };
}

/// What all connections together have received.
#[derive(Default)]
pub struct Meter;

impl Meter {
    /// Records one message of `size` bytes.
    pub fn record(&self, size: u64) {
        BYTES.set(BYTES.get() + size);
        MESSAGES.set(MESSAGES.get() + 1);
        LARGEST.set(LARGEST.get().max(size));
    }

    /// How many bytes were received.
    pub fn bytes(&self) -> u64 {
        BYTES.get()
    }

    /// How many messages were received.
    pub fn messages(&self) -> u64 {
        MESSAGES.get()
    }

    /// The size of the largest message, 0 if there was none.
    pub fn largest(&self) -> u64 {
        LARGEST.get()
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
