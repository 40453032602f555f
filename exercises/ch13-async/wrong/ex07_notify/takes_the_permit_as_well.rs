//! Mistake: who was in line and has been notified takes a permit, too, and there may be one for somebody else.
//! Rejected by: who_was_in_line_leaves_the_permit

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
        let Some(first) = state.waiting.pop_front() else {
            state.permit = true;
            return;
        };
        // What a waker does is not ours to know, so it does it without our lock.
        drop(state);
        first.waker.wake();
    }
}

impl Future for Notified<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.notify.state.lock().unwrap();
        match self.place {
            Place::Outside if !mem::take(&mut state.permit) => {
                let number = state.next_number;
                state.next_number += 1;
                let waker = context.waker().clone();
                state.waiting.push_back(Waiter { number, waker });
                self.place = Place::InLine(number);
                return Poll::Pending;
            }
            Place::InLine(number) => {
                let mut waiting = state.waiting.iter_mut();
                if let Some(me) = waiting.find(|it| it.number == number) {
                    me.waker.clone_from(context.waker());
                    return Poll::Pending;
                }
            }
            Place::Outside | Place::Through => {}
        }
        state.permit = false;
        self.place = Place::Through;
        Poll::Ready(())
    }
}

impl Drop for Notified<'_> {
    fn drop(&mut self) {
        let Place::InLine(number) = self.place else {
            return;
        };
        let mut state = self.notify.state.lock().unwrap();
        let position = state.waiting.iter().position(|it| it.number == number);
        let removed = position.and_then(|position| state.waiting.remove(position));
        drop(state);
        if removed.is_none() {
            // It was notified, and will do nothing about it: that is for the next one.
            self.notify.notify_one();
        }
    }
}
