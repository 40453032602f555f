//! Mistake: `RefCell` counts its borrows as `Cell` counts nothing: without any order between threads.
//! Rejected by: E0277

use std::cell::RefCell;
use std::thread;

/// What all connections together have received.
#[derive(Default)]
pub struct Meter {
    bytes: RefCell<u64>,
    messages: RefCell<u64>,
    largest: RefCell<u64>,
}

impl Meter {
    /// Records one message of `size` bytes.
    pub fn record(&self, size: u64) {
        *self.bytes.borrow_mut() += size;
        *self.messages.borrow_mut() += 1;
        let mut largest = self.largest.borrow_mut();
        *largest = size.max(*largest);
    }

    /// How many bytes were received.
    pub fn bytes(&self) -> u64 {
        *self.bytes.borrow()
    }

    /// How many messages were received.
    pub fn messages(&self) -> u64 {
        *self.messages.borrow()
    }

    /// The size of the largest message, 0 if there was none.
    pub fn largest(&self) -> u64 {
        *self.largest.borrow()
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
