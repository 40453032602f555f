//! What is known of a connection: a slot in its worker's registry, and a mailbox as long as it talks.

use std::cell::{Cell, RefCell};
use std::net::TcpStream;
use std::rc::Rc;

use bytes::Bytes;
use tokio::sync::Notify;

use crate::broadcast::{Policy, Pushed, Queue};
use crate::keepalive::{Tick, Vitals};
use crate::limits::Permit;
use crate::memory::{Mailbox, Seat};
use crate::room::Membership;
use crate::shutdown::Pass;

/// One connection. There may be a million of these, so every field counts: 80 bytes in all.
pub(crate) struct Connection {
    pub(crate) seat: Seat<TcpStream, Rc<Mail>>,
    pub(crate) vitals: Vitals,
    pub(crate) allowance: Allowance,
    /// None for an echo.
    pub(crate) room: Option<Membership>,
    /// We have sent a close frame.
    pub(crate) closing: bool,
    /// The right to be here, given back with the slot.
    pub(crate) _permit: Permit,
    /// What the shutdown waits for.
    pub(crate) _pass: Pass,
}

/// How many messages a connection may send.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rate {
    pub(crate) each_second: u32,
    /// At once, after a silence.
    pub(crate) burst: u32,
}

/// How many messages a connection may send now: a token bucket, in eight bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Allowance {
    /// When it was counted last.
    counted: Tick,
    /// How many were left, in tenths, as a tick is a tenth of a second.
    tenths: u32,
}

impl Allowance {
    pub(crate) fn new(now: Tick, rate: Option<Rate>) -> Self {
        Self {
            counted: now,
            tenths: rate.map_or(0, |it| it.burst.saturating_mul(10)),
        }
    }

    /// How many messages are left.
    pub(crate) fn left(&mut self, now: Tick, rate: Rate) -> u32 {
        let gained = now.since(self.counted).saturating_mul(rate.each_second);
        let full = rate.burst.saturating_mul(10);
        self.tenths = self.tenths.saturating_add(gained).min(full);
        self.counted = now;
        self.tenths / 10
    }

    pub(crate) fn spend(&mut self, messages: u32) {
        self.tenths = self.tenths.saturating_sub(messages.saturating_mul(10));
    }
}

/// How a task is to end, when it is not the peer who ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Close with 1001, and wait for the peer to do the same.
    Goodbye,
    /// At once: the peer is dead, or too slow. It is counted with this close code.
    Cut(u16),
}

/// What others have for a connection that has a task: frames, already encoded, and its end.
pub(crate) struct Mail {
    /// What was read from the socket before the task began, and is not answered.
    unheard: Cell<Box<[u8]>>,
    /// Of a frame that was begun. Not in the queue, which may drop what is in it.
    rest: RefCell<Option<Bytes>>,
    frames: Queue<Bytes>,
    /// There is something new in here.
    news: Notify,
    /// The task is to be cut off, wherever it waits.
    cut: Notify,
    end: Cell<Option<End>>,
    /// How many frames a slow consumer will never get.
    dropped: Cell<usize>,
    /// When the peer was last heard of, or sent something.
    active: Cell<Tick>,
    /// The silence was long enough.
    park: Cell<bool>,
}

impl Mail {
    pub(crate) fn new(capacity: usize, policy: Policy, now: Tick) -> Self {
        Self {
            unheard: Cell::default(),
            rest: RefCell::new(None),
            frames: Queue::new(capacity, policy),
            news: Notify::new(),
            cut: Notify::new(),
            end: Cell::new(None),
            dropped: Cell::new(0),
            active: Cell::new(now),
            park: Cell::new(false),
        }
    }

    /// Leaves to the task what was read for it. Once, before it begins.
    pub(crate) fn leave_unheard(&self, bytes: &[u8]) {
        self.unheard.set(bytes.into());
    }

    pub(crate) fn take_unheard(&self) -> Vec<u8> {
        self.unheard.take().into_vec()
    }

    /// The next frame. None is followed by [`Mail::news`] as soon as there is one.
    pub(crate) fn take(&self) -> Option<Bytes> {
        let rest = self.rest.take();
        rest.or_else(|| self.frames.pop())
    }

    /// Waits for a frame, an end, or leave to park. May be woken for nothing.
    pub(crate) async fn news(&self) {
        self.news.notified().await;
    }

    /// Waits until the task is to be cut off; the close code that it is counted with.
    pub(crate) async fn cut(&self) -> u16 {
        loop {
            if let Some(End::Cut(code)) = self.end.get() {
                return code;
            }
            self.cut.notified().await;
        }
    }

    pub(crate) fn end(&self, end: End) {
        if !matches!(self.end.get(), Some(End::Cut(_))) {
            self.end.set(Some(end));
        }
        self.news.notify_one();
        self.cut.notify_one();
    }

    pub(crate) fn says_goodbye(&self) -> bool {
        self.end.get() == Some(End::Goodbye)
    }

    pub(crate) fn take_dropped(&self) -> usize {
        self.dropped.take()
    }

    /// Something was said, by whom ever.
    pub(crate) fn touch(&self, now: Tick) {
        self.active.set(now);
        self.park.set(false);
    }

    /// Lets the task park if nothing was said for `ticks`.
    pub(crate) fn rest(&self, now: Tick, ticks: u32) {
        if !self.park.get() && now.since(self.active.get()) >= ticks {
            self.park.set(true);
            self.news.notify_one();
        }
    }

    pub(crate) fn may_park(&self) -> bool {
        self.park.get() && self.end.get().is_none()
    }
}

impl Mailbox for Rc<Mail> {
    type Message = Bytes;

    fn put(&self, frame: Bytes) {
        let Pushed {
            wake,
            dropped,
            full,
        } = self.frames.push(frame);
        self.dropped.set(self.dropped.get() + dropped);
        if full {
            self.end(End::Cut(1008));
        } else if wake {
            self.news.notify_one();
        }
    }

    fn put_rest(&self, rest: Bytes) {
        *self.rest.borrow_mut() = Some(rest);
        self.news.notify_one();
    }

    fn is_empty(&self) -> bool {
        self.rest.borrow().is_none() && self.frames.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allowance_is_a_burst_and_then_a_rate() {
        let rate = Rate {
            each_second: 5,
            burst: 20,
        };
        let mut allowance = Allowance::new(Tick(0), Some(rate));
        assert_eq!(allowance.left(Tick(0), rate), 20);
        allowance.spend(20);
        // Half a message in a tenth of a second: it is looked at more often than that, and none is lost.
        let left: Vec<u32> = (0..=6).map(|it| allowance.left(Tick(it), rate)).collect();
        assert_eq!(left, [0, 0, 1, 1, 2, 2, 3]);
        assert_eq!(
            allowance.left(Tick(1_000), rate),
            20,
            "no more than a burst"
        );
    }

    #[test]
    fn a_connection_is_small() {
        assert!(size_of::<Connection>() <= 72, "{}", size_of::<Connection>());
    }

    #[test]
    fn the_rest_of_a_frame_comes_first_and_is_not_dropped() {
        let mail = Rc::new(Mail::new(2, Policy::DropOldest, Tick(0)));
        mail.put_rest(Bytes::from_static(b"rest"));
        for frame in [&b"one"[..], b"two", b"three"] {
            mail.put(Bytes::from_static(frame));
        }
        let taken: Vec<Bytes> = std::iter::from_fn(|| mail.take()).collect();
        assert_eq!(taken, [&b"rest"[..], b"two", b"three"]);
        assert_eq!(mail.take_dropped(), 1);
    }
}
