//! Mistake: a turn that ends by a panic calls nobody.
//! Rejected by: a_panic_does_not_stop_the_queue (times out)

use super::sync::atomic::{AtomicU16, Ordering};
use super::thread;

/// A queue for something that one thread at a time may use.
pub struct Queue {
    /// The number on the next ticket. After the largest comes 0.
    next: AtomicU16,
    /// The number whose turn it is.
    serving: AtomicU16,
}

impl Queue {
    /// An empty queue.
    pub fn new() -> Self {
        Self::starting_at(0)
    }

    /// An empty queue whose first ticket will have this number.
    pub fn starting_at(first: u16) -> Self {
        Self {
            next: AtomicU16::new(first),
            serving: AtomicU16::new(first),
        }
    }

    /// The next ticket. Tickets have their turn in the order in which they were drawn.
    pub fn draw(&self) -> Ticket<'_> {
        Ticket {
            queue: self,
            // Relaxed: a ticket says nothing about memory, only about the order of tickets.
            number: self.next.fetch_add(1, Ordering::Relaxed),
        }
    }
}

/// A place in the queue. Those behind it wait for it, so it must be used.
#[must_use = "everybody behind this ticket waits for it"]
pub struct Ticket<'a> {
    queue: &'a Queue,
    number: u16,
}

impl<'a> Ticket<'a> {
    /// Waits until all who drew a ticket before have had their turn.
    pub fn wait(self) -> Turn<'a> {
        // Acquire: those who had their turn before have left everything done.
        while self.queue.serving.load(Ordering::Acquire) != self.number {
            thread::yield_now();
        }
        Turn { queue: self.queue }
    }
}

/// The turn of one thread. When it is dropped, it is the next one's.
#[must_use = "who drops the turn has had it"]
pub struct Turn<'a> {
    queue: &'a Queue,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        // Release: the next one sees everything done in this turn. Only we change this number now; adding
        // to an atomic wraps around, as drawing does.
        if !thread::panicking() {
            self.queue.serving.fetch_add(1, Ordering::Release);
        }
    }
}
