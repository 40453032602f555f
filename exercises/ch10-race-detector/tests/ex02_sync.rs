//! Several threads record into one meter, and nothing is lost.

#[cfg_attr(not(solution), path = "../ex02_sync.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch10-race-detector/ex02_sync.rs")]
mod exercise;

use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
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

/// Two threads do `step` again and again, until they have often been at it at the same time, or half a
/// million times each. Returns how often they did it.
fn side_by_side(step: impl Fn() + Sync) -> u64 {
    const OFTEN: u64 = 10_000;
    let done = [const { AtomicU64::new(0) }; 2];
    let enough = AtomicBool::new(false);
    thread::scope(|scope| {
        for me in 0..2 {
            let (step, done, enough) = (&step, &done, &enough);
            scope.spawn(move || {
                let (mut seen, mut met) = (0, 0);
                for count in 1..=500_000 {
                    step();
                    done[me].store(count, Ordering::Relaxed);
                    let others = done[1 - me].load(Ordering::Relaxed);
                    met += u64::from(others != seen);
                    seen = others;
                    if met > OFTEN || enough.load(Ordering::Relaxed) {
                        break;
                    }
                }
                enough.store(met > OFTEN, Ordering::Relaxed);
            });
        }
    });
    done.iter().map(|count| count.load(Ordering::Relaxed)).sum()
}

/// Threads that record at the same time lose nothing. (Nearly always, a run that loses something is among
/// so many. The chapter on atomics leaves it to no chance.)
#[support::test]
fn nothing_is_lost() {
    let meter = Meter::default();
    let messages = side_by_side(|| meter.record(3));
    assert_eq!(
        (meter.messages(), meter.bytes()),
        (messages, 3 * messages),
        "messages and bytes of two threads: what one adds between the other's `load` and `store` is \
         overwritten"
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
