//! What tokio's `Notify` is: who waits is woken, and if nobody does, one permit is kept for the next.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use super::sync::Mutex;

/// Tells one task at a time that there is something to do.
pub struct Notify {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    permit: bool,
    /// Who has waited longest is first. Who is not in it any more has been notified.
    waiting: VecDeque<Waiter>,
    next_number: u64,
}

struct Waiter {
    number: u64,
    waker: Waker,
}

/// Is ready when it has a permit, or has been notified.
#[must_use = "a future does nothing unless it is polled"]
pub struct Notified<'a> {
    notify: &'a Notify,
    place: Place,
}

#[derive(Clone, Copy)]
enum Place {
    /// It has not been polled yet.
    Outside,
    /// It waits under this number, or did until it was notified.
    InLine(u64),
    /// It was ready.
    Through,
}

impl Notify {
    pub fn new() -> Self {
        Self {
            state: Mutex::new(State::default()),
        }
    }

    /// Waits for a permit, or to be notified, from its first poll on.
    pub fn notified(&self) -> Notified<'_> {
        Notified {
            notify: self,
            place: Place::Outside,
        }
    }

    /// Wakes the one who has waited longest. If nobody waits, the next one need not: it finds a permit. A
    /// permit that is there already is not joined by a second.
    pub fn notify_one(&self) {
        todo!("take one out of the line and wake it, or leave a permit")
    }
}

impl Future for Notified<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        todo!("depending on its place: take the permit, get in line, stay, or be ready")
    }
}

// What happens when a `Notified` is dropped is yours to write as well: it may be in line, and it may have
// been notified without ever having learned of it.
