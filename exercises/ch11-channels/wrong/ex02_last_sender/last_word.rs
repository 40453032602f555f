//! Mistake: an empty line ends the journal, and what comes after it is lost.
//! Rejected by: closing_waits_for_the_last_sender

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
        // The jobs have theirs. Ours would keep the loop waiting.
        drop(sender);
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
        let _ = self.lines.send(String::new());
        self.writer.join().expect("writing does not panic")
    }
}

fn write(lines: Receiver<String>) -> Vec<String> {
    lines.iter().take_while(|line| !line.is_empty()).collect()
}
