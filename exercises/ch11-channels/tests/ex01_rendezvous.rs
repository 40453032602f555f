//! The maker is as far ahead of the taker as the channel lets it be, and no further.

#[cfg_attr(not(solution), path = "../ex01_rendezvous.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch11-channels/ex01_rendezvous.rs")]
mod exercise;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use exercise::produce;
use support::process::assert_at_rest;
use support::unwind::{catch, panic_on_purpose};

/// Makes and takes, and looks during the first takes how far the maker gets while nothing else is
/// taken: to exactly one more than may lie ready, since it has that one in its hands.
#[track_caller]
fn assert_ahead(ahead: usize) {
    let made = AtomicUsize::new(0);
    produce(
        Some(ahead),
        20,
        |number| {
            made.fetch_add(1, Ordering::SeqCst);
            number
        },
        |number| {
            if number >= 5 {
                return;
            }
            let expected = number + 1 + ahead + 1;
            while made.load(Ordering::SeqCst) < expected {
                thread::yield_now();
            }
            // It has come as far as it may. Does it stop there?
            assert_at_rest("the maker, with no room left,");
            let taken = number + 1;
            let made = made.load(Ordering::SeqCst);
            assert_eq!(
                made, expected,
                "{ahead} may lie ready, and the maker may have one more in its hands. {taken} are \
                 taken, so {made} made is too far ahead"
            );
        },
    );
}

/// With room for three, three lie ready while a fourth waits in the maker's hands.
#[support::test]
fn as_many_lie_ready_as_there_is_room_for() {
    support::alone!({
        assert_ahead(3);
    });
}

/// Without room, the maker has the next thing in its hands while the taker is at the last one, and makes
/// no other.
#[support::test]
fn without_room_it_is_handed_over() {
    support::alone!({
        assert_ahead(0);
    });
}

/// Without a bound, the first thing can be taken so slowly that all the others are made in the meantime.
#[support::test]
fn without_a_bound_the_maker_never_waits() {
    let made = AtomicUsize::new(0);
    let mut taken = 0;
    produce(
        None,
        1_000,
        |_| made.fetch_add(1, Ordering::SeqCst),
        |_| {
            while made.load(Ordering::SeqCst) < 1_000 {
                thread::yield_now();
            }
            taken += 1;
        },
    );
    assert_eq!(taken, 1_000, "things taken");
}

/// Whatever the room, each thing arrives once, in the order of making.
#[support::test]
fn everything_arrives_in_order() {
    for ahead in [Some(0), Some(1), Some(7), Some(200), None] {
        let mut taken = Vec::new();
        produce(ahead, 100, |number| number, |number| taken.push(number));
        let expected: Vec<usize> = (0..100).collect();
        assert!(
            taken == expected,
            "with {ahead:?}, {} of 100 things arrived, in order: {}",
            taken.len(),
            taken.is_sorted()
        );
    }
}

/// With nothing to make, nothing is taken, and nobody waits.
#[support::test]
fn nothing_is_no_trouble() {
    for ahead in [Some(0), Some(1), None] {
        produce(
            ahead,
            0,
            |_| panic!("there is nothing to make"),
            |()| panic!("there is nothing to take"),
        );
    }
}

/// A taker that panics leaves no maker behind that waits for room.
#[support::test]
fn a_taker_that_fails_frees_the_maker() {
    for ahead in [Some(0), Some(2)] {
        let outcome = catch(|| {
            produce(
                ahead,
                usize::MAX,
                |number| number,
                |number| {
                    if number == 3 {
                        panic_on_purpose();
                    }
                },
            );
        });
        assert_eq!(outcome, None, "`take` panicked, and `produce` did not");
    }
}
