//! When each message is to be sent, whatever the server does meanwhile.
//!
//! A client that sends the next message when the last one is answered stops asking while the server is stuck: the
//! seconds in which nobody would have been answered are one bad figure among thousands of good ones. That is
//! *coordinated omission*. So the times are fixed beforehand, and an answer's latency counts from the time when
//! its message was *to be* sent.

/// Nanoseconds since the start of the run.
pub type Nanos = u64;

/// Messages at a steady rate.
#[derive(Clone, Debug)]
pub struct Schedule {
    start: Nanos,
    count: u64,
    /// In nanoseconds; not a whole number for most rates.
    interval: f64,
    next: u64,
}

impl Schedule {
    /// `rate` messages a second from `start` on, for `length` nanoseconds; one at least.
    pub fn new(start: Nanos, rate: f64, length: Nanos) -> Self {
        let interval = 1e9 / rate.max(1e-3);
        let count = ((length as f64 / interval) as u64).max(1);
        Self {
            start,
            count,
            interval,
            next: 0,
        }
    }

    /// When the next message is to be sent; none after the last.
    pub fn next(&self) -> Option<Nanos> {
        (self.next < self.count).then(|| self.start + (self.next as f64 * self.interval) as Nanos)
    }

    /// Takes the next message if it is due, and says when it was to be sent. Those that were missed come out one
    /// after the other: none is left out.
    pub fn due(&mut self, now: Nanos) -> Option<Nanos> {
        let time = self.next().filter(|&time| time <= now)?;
        self.next += 1;
        Some(time)
    }

    /// How many messages there are in all.
    pub fn count(&self) -> u64 {
        self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::latency::Latency;

    const SECOND: Nanos = 1_000_000_000;
    const MILLISECOND: Nanos = 1_000_000;

    /// A server that answers in a millisecond, but for the fifth second, in which it does nothing.
    fn answered(asked: Nanos) -> Nanos {
        let stuck = 4 * SECOND..5 * SECOND;
        let begun = if stuck.contains(&asked) {
            stuck.end
        } else {
            asked
        };
        begun + MILLISECOND
    }

    #[test]
    fn a_stuck_server_is_not_left_out() {
        let mut schedule = Schedule::new(0, 100.0, 10 * SECOND);
        let mut open = Latency::default();
        while let Some(intended) = schedule.due(Nanos::MAX) {
            open.record(answered(intended) - intended);
        }
        let (mut closed, mut now) = (Latency::default(), 0);
        while now < 10 * SECOND {
            let answer = answered(now);
            closed.record(answer - now);
            now = answer + 9 * MILLISECOND;
        }
        // A tenth of the time nobody was answered, so a tenth of the messages have waited: up to a second.
        assert_eq!(open.summary().count, 1000);
        assert!(open.summary().p99_us > 880_000.0, "{:?}", open.summary());
        assert!(
            (999_000.0..=1_003_000.0).contains(&open.summary().max_us),
            "{:?}",
            open.summary()
        );
        // Who waits for the answer before asking again sees one slow answer in 900.
        assert_eq!(closed.summary().count, 900);
        assert!(closed.summary().p99_us < 1_100.0, "{:?}", closed.summary());
    }

    #[test]
    fn messages_are_due_at_their_times_and_none_is_left_out() {
        let mut schedule = Schedule::new(SECOND, 3.0, 2 * SECOND);
        assert_eq!(schedule.count(), 6);
        assert_eq!(schedule.due(SECOND - 1), None);
        assert_eq!(schedule.due(SECOND), Some(SECOND));
        assert_eq!(schedule.due(SECOND), None);
        assert_eq!(schedule.next(), Some(SECOND + 333_333_333));
        let late: Vec<_> = std::iter::from_fn(|| schedule.due(9 * SECOND)).collect();
        assert_eq!(late.len(), 5);
        assert_eq!(late[4], SECOND + 1_666_666_666);
        assert_eq!(schedule.next(), None);
    }

    #[test]
    fn a_late_client_is_counted_too() {
        let mut schedule = Schedule::new(0, 1000.0, 3 * MILLISECOND);
        let mut latency = Latency::default();
        // It wakes up 5 ms late; the answers take 1 ms.
        while let Some(intended) = schedule.due(5 * MILLISECOND) {
            latency.record(6 * MILLISECOND - intended);
        }
        let summary = latency.summary();
        assert_eq!(summary.count, 3);
        assert!((3_999.0..4_010.0).contains(&summary.min_us), "{summary:?}");
        assert!((5_999.0..6_010.0).contains(&summary.max_us), "{summary:?}");
    }
}
