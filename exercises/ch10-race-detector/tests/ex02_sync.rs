//! Several threads record into one meter, and nothing is lost.

#[cfg_attr(not(solution), path = "../ex02_sync.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch10-race-detector/ex02_sync.rs")]
mod exercise;

use std::sync::Barrier;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use exercise::{Meter, receive_all};

/// A meter says what was recorded.
#[support::test]
fn a_meter_says_what_was_recorded() {
    let meter = Meter::default();
    assert_eq!(
        (meter.bytes(), meter.messages(), meter.largest()),
        (0, 0, 0)
    );
    for size in [5, 9, 2] {
        meter.record(size);
    }
    assert_eq!(meter.bytes(), 16);
    assert_eq!(meter.messages(), 3);
    assert_eq!(meter.largest(), 9, "the largest, not the last");
}

/// A meter can be shared with another thread.
#[support::test]
fn a_meter_can_be_shared() {
    let meter = Meter::default();
    thread::scope(|scope| {
        scope.spawn(|| meter.record(1));
    });
    meter.record(2);
    assert_eq!(
        (meter.bytes(), meter.messages()),
        (3, 2),
        "what another thread has recorded counts as well"
    );
}

/// All connections are received from at the same time.
#[support::test]
fn connections_do_not_wait_for_each_other() {
    const CONNECTIONS: usize = 3;
    // Nobody gets a message before all have asked for one.
    let all_have_asked = Barrier::new(CONNECTIONS);
    let left: [AtomicU64; CONNECTIONS] = [const { AtomicU64::new(2) }; CONNECTIONS];
    let meter = Meter::default();
    receive_all(&meter, CONNECTIONS, |connection| {
        all_have_asked.wait();
        let more = left[connection].fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
            left.checked_sub(1)
        });
        more.ok().map(|left| left * 10 + connection as u64)
    });
    assert_eq!(meter.messages(), 6);
    assert_eq!(meter.bytes(), 20 + 10 + 21 + 11 + 22 + 12);
    assert_eq!(meter.largest(), 22);
}

/// A message is recorded as soon as it is there.
#[support::test]
fn a_message_is_recorded_at_once() {
    let meter = Meter::default();
    let asked = AtomicU64::new(0);
    receive_all(&meter, 1, |_| {
        let before = asked.fetch_add(1, Ordering::SeqCst);
        assert_eq!(
            meter.messages(),
            before,
            "whoever asks for the next message has recorded those before it"
        );
        (before < 3).then_some(7)
    });
    assert_eq!(meter.bytes(), 21);
}
