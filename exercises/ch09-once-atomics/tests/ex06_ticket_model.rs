//! In every interleaving of two threads, turns are one at a time, in order, and hand on what was done.

#[forbid(unsafe_code)]
#[cfg_attr(not(solution), path = "../ex06_ticket.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch09-once-atomics/ex06_ticket.rs")]
mod exercise;

use exercise::Queue;
use support::sync;
use support::sync::Arc;
use support::sync::atomic::{AtomicU32, Ordering};
use support::thread;

/// What is done in one turn is seen in the next, and nobody comes between.
#[support::test]
fn a_turn_sees_what_was_done_before() {
    support::model(|| {
        let shared = Arc::new((Queue::new(), AtomicU32::new(0)));
        let add = |shared: &(Queue, AtomicU32)| {
            let (queue, count) = shared;
            let _turn = queue.draw().wait();
            // Two steps, on purpose: the turn is what holds them together.
            let old = count.load(Ordering::Relaxed);
            count.store(old + 1, Ordering::Relaxed);
        };
        let other = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || add(&shared))
        };
        add(&shared);
        other.join().expect("no panic");
        assert_eq!(
            shared.1.load(Ordering::Relaxed),
            2,
            "a turn did not see what was done in the one before"
        );
    });
}

/// Who drew later has its turn later, also where the numbers begin anew.
#[support::test]
fn who_drew_later_comes_later() {
    for first in [0, u16::MAX] {
        support::model(move || {
            // Where tickets are in a scope of threads, loom's threads want them for ever.
            let shared = Arc::new((Queue::starting_at(first), AtomicU32::new(0)));
            let earlier = shared.0.draw();
            let other = {
                let shared = Arc::clone(&shared);
                thread::spawn(move || {
                    let _turn = shared.0.draw().wait();
                    assert_eq!(
                        shared.1.load(Ordering::Relaxed),
                        1,
                        "the later ticket had its turn before the earlier one"
                    );
                })
            };
            let turn = earlier.wait();
            shared.1.store(1, Ordering::Relaxed);
            drop(turn);
            other.join().expect("no panic");
        });
    }
}
