//! A meter that several threads record into at once. Make it compile: nothing but the meter's fields,
//! and what is done with them, has to change.

use std::cell::Cell;
use std::thread;

/// What all connections together have received.
#[derive(Default)]
pub struct Meter {
    bytes: Cell<u64>,
    messages: Cell<u64>,
    largest: Cell<u64>,
}

impl Meter {
    /// Records one message of `size` bytes.
    pub fn record(&self, size: u64) {
        self.bytes.set(self.bytes.get() + size);
        self.messages.set(self.messages.get() + 1);
        if size > self.largest.get() {
            self.largest.set(size);
        }
    }

    /// How many bytes were received.
    pub fn bytes(&self) -> u64 {
        self.bytes.get()
    }

    /// How many messages were received.
    pub fn messages(&self) -> u64 {
        self.messages.get()
    }

    /// The size of the largest message, 0 if there was none.
    pub fn largest(&self) -> u64 {
        self.largest.get()
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
