//! Mistake: a clone of the original is dropped.
//! Rejected by: gathering_ends (times out)

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};

/// Runs all `jobs` at the same time, each on a thread of its own, and calls `each` with what they send,
/// as it comes. Returns when all jobs have ended and all that they sent has been dealt with.
///
/// A job may send much, or nothing. If one panics, so does `gather`, once all the others have ended.
pub fn gather<T, F>(jobs: Vec<F>, mut each: impl FnMut(T))
where
    T: Send,
    F: FnOnce(Sender<T>) + Send,
{
    let (sender, receiver) = channel();
    thread::scope(|scope| {
        for job in jobs {
            let sender = sender.clone();
            scope.spawn(move || job(sender));
        }
        drop(sender.clone());
        for item in receiver {
            each(item);
        }
    });
}

/// A thread that writes down lines, for whoever has a sender.
pub struct Journal {
    lines: Sender<String>,
    writer: JoinHandle<Vec<String>>,
}

impl Journal {
    pub fn open() -> Self {
        let (lines, receiver) = channel();
        let writer = thread::spawn(move || write(receiver));
        Self { lines, writer }
    }

    /// A sender for one who has something to say.
    pub fn sender(&self) -> Sender<String> {
        self.lines.clone()
    }

    /// Closes the journal: waits until all senders that were given out are gone, and returns all lines.
    pub fn close(self) -> Vec<String> {
        let Self { lines, writer } = self;
        drop(lines);
        writer.join().expect("writing does not panic")
    }
}

fn write(lines: Receiver<String>) -> Vec<String> {
    lines.into_iter().collect()
}
