//! Mistake: the size is checked after the read, which takes whatever is there.
//! Rejected by: a_head_without_an_end_is_too_large

use std::fmt;
use std::io;
use std::num::NonZeroU32;
use std::time::Duration;

use futures_util::{Stream, StreamExt as _};
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::time::{Instant, timeout};

/// How long one tick is.
pub const TICK: Duration = Duration::from_millis(100);

/// A moment, in tenths of a second since a [`Clock`] was started. Goes round after 2³² of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tick(pub u32);

impl Tick {
    /// How many ticks have passed from `earlier` until this one; 0 if `earlier` is the later one.
    ///
    /// Of two ticks, the earlier one is the one from which it is less than half a turn to the other.
    pub fn since(self, earlier: Tick) -> u32 {
        let passed = self.0.wrapping_sub(earlier.0);
        // From half a turn on, it is the way back that is short.
        if passed < 1 << 31 { passed } else { 0 }
    }
}

/// Tells the time in ticks.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    start: Instant,
}

impl Clock {
    /// A clock at tick 0.
    pub fn start() -> Self {
        Self {
            start: Instant::now(),
        }
    }

    /// The tick that it is.
    pub fn now(&self) -> Tick {
        // What does not fit is how often the ticks went round.
        Tick((self.start.elapsed().as_millis() / TICK.as_millis()) as u32)
    }
}

/// How long is too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// After so long a silence, the peer is sent a ping.
    pub ping_after: Duration,
    /// After so long a silence, it is dead; if the ping was late, then as much later.
    pub dead_after: Duration,
}

/// What has to be done about a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// Nothing.
    Fine,
    /// Send a ping, now. It is on record as sent.
    Ping,
    /// Cut it off.
    Dead,
}

/// Signs of life of one connection.
#[derive(Clone, Copy, Debug)]
pub struct Vitals {
    /// When it was last heard of.
    heard: Tick,
    /// How many ticks later it was sent a ping, at least 1; none if it was not.
    asked: Option<NonZeroU32>,
}

impl Vitals {
    /// Those of a peer that is heard of now.
    pub fn new(now: Tick) -> Self {
        Self {
            heard: now,
            asked: None,
        }
    }

    /// Something came from the peer, no matter what.
    pub fn heard(&mut self, now: Tick) {
        *self = Self::new(now);
    }

    /// What has to be done now.
    pub fn check(&mut self, now: Tick, rules: &Rules) -> Check {
        let silent = now.since(self.heard);
        match self.asked {
            None if silent < ticks(rules.ping_after) => Check::Fine,
            None => {
                self.asked = Some(NonZeroU32::new(silent).unwrap_or(NonZeroU32::MIN));
                Check::Ping
            }
            Some(asked) => {
                let answer = ticks(rules.dead_after.saturating_sub(rules.ping_after));
                if silent.saturating_sub(asked.get()) < answer {
                    Check::Fine
                } else {
                    Check::Dead
                }
            }
        }
    }

    /// How many ticks after the last sign of life `check` will have something to say.
    fn due(&self, rules: &Rules) -> u32 {
        match self.asked {
            None => ticks(rules.ping_after),
            Some(asked) => {
                let answer = ticks(rules.dead_after.saturating_sub(rules.ping_after));
                answer.saturating_add(asked.get())
            }
        }
    }
}

/// A duration in ticks, rounded up, so that nobody is cut off early.
fn ticks(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis().div_ceil(TICK.as_millis())).unwrap_or(u32::MAX)
}

/// It was not done in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimedOut;

impl fmt::Display for TimedOut {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not done in time")
    }
}

impl std::error::Error for TimedOut {}

/// What `future` yields, if it does within `limit`. If not, it is dropped.
pub async fn within<F: Future>(limit: Duration, future: F) -> Result<F::Output, TimedOut> {
    timeout(limit, future).await.map_err(|_| TimedOut)
}

/// Why there is no head.
#[derive(Debug)]
pub enum HeadError {
    /// It was not complete within the limit.
    TimedOut,
    /// It was not complete when it had the size that it may have.
    TooLarge,
    /// The peer ended in the middle of it, or before.
    Ended,
    /// Reading failed.
    Io(io::Error),
}

/// Reads from `stream` until `parse`, given all that was read, yields something. Returns that, and all that
/// was read: behind the head, there may be more.
///
/// All of it takes at most `limit`. Of what was read, `parse` is never given more than `most` bytes; if it is
/// not content with as many, the head is too large.
pub async fn read_head<S: AsyncRead + Unpin, T>(
    stream: &mut S,
    limit: Duration,
    most: usize,
    mut parse: impl FnMut(&[u8]) -> Option<T>,
) -> Result<(T, Vec<u8>), HeadError> {
    let read = async {
        let mut bytes = Vec::new();
        loop {
            if bytes.len() >= most {
                return Err(HeadError::TooLarge);
            }
            let more = stream.read_buf(&mut bytes).await;
            match more {
                Ok(0) => return Err(HeadError::Ended),
                Ok(_) => {}
                Err(error) => return Err(HeadError::Io(error)),
            }
            if let Some(head) = parse(&bytes) {
                return Ok((head, bytes));
            }
        }
    };
    within(limit, read)
        .await
        .unwrap_or(Err(HeadError::TimedOut))
}

/// Why a watch is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// There is nothing more to come.
    Left,
    /// The peer is dead.
    Dead,
}

/// Gives `handle` what comes from a peer, and calls `ping` once in each silence, until the peer leaves or is
/// dead.
pub async fn watch<S: Stream + Unpin>(
    rules: &Rules,
    mut incoming: S,
    mut handle: impl FnMut(S::Item),
    mut ping: impl FnMut(),
) -> Over {
    let clock = Clock::start();
    let mut vitals = Vitals::new(clock.now());
    loop {
        let silent = clock.now().since(vitals.heard);
        let wait = TICK.saturating_mul(vitals.due(rules).saturating_sub(silent));
        match within(wait, incoming.next()).await {
            Ok(Some(item)) => {
                vitals.heard(clock.now());
                handle(item);
            }
            Ok(None) => return Over::Left,
            Err(TimedOut) => match vitals.check(clock.now(), rules) {
                Check::Fine => {}
                Check::Ping => ping(),
                Check::Dead => return Over::Dead,
            },
        }
    }
}
