//! Mistake: who is notified is only woken, and has to find a permit, of which there is one for all.
//! Rejected by: two_wait_two_are_told

use std::collections::VecDeque;
use std::mem;
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
        let mut state = self.state.lock().unwrap();
        state.permit = true;
        let first = state.waiting.pop_front();
        drop(state);
        if let Some(first) = first {
            first.waker.wake();
        }
    }
}

impl Future for Notified<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.notify.state.lock().unwrap();
        if mem::take(&mut state.permit) {
            drop(state);
            self.leave();
            self.place = Place::Through;
            return Poll::Ready(());
        }
        let waker = context.waker().clone();
        if let Place::InLine(number) = self.place {
            let mut waiting = state.waiting.iter_mut();
            if let Some(me) = waiting.find(|it| it.number == number) {
                me.waker = waker;
                return Poll::Pending;
            }
        }
        let number = state.next_number;
        state.next_number += 1;
        state.waiting.push_back(Waiter { number, waker });
        drop(state);
        self.place = Place::InLine(number);
        Poll::Pending
    }
}

impl Notified<'_> {
    fn leave(&mut self) -> bool {
        let Place::InLine(number) = self.place else {
            return true;
        };
        let mut state = self.notify.state.lock().unwrap();
        let before = state.waiting.len();
        state.waiting.retain(|it| it.number != number);
        state.waiting.len() < before
    }
}

impl Drop for Notified<'_> {
    fn drop(&mut self) {
        if !matches!(self.place, Place::Through) && !self.leave() {
            self.notify.notify_one();
        }
    }
}
