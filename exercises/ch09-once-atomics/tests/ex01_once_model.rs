//! In every interleaving of two threads, the value is made once, and a failure stops nobody.

#[forbid(unsafe_code)]
#[cfg_attr(not(solution), path = "../ex01_once.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch09-once-atomics/ex01_once.rs")]
mod exercise;

use exercise::Once;
use support::model::Model;
use support::sync;
use support::sync::Arc;
use support::sync::atomic::{AtomicUsize, Ordering};
use support::thread;

/// Of two who ask at the same time, one makes the value, and both get it.
#[support::test]
fn one_of_two_makes_the_value() {
    support::model(|| {
        let once = Arc::new(Once::new());
        let made = Arc::new(AtomicUsize::new(0));
        let ask = |number: i32| {
            let (once, made) = (Arc::clone(&once), Arc::clone(&made));
            move || {
                let value = once.get_or_try_init(|| {
                    made.fetch_add(1, Ordering::Relaxed);
                    Ok::<_, ()>(number)
                });
                *value.expect("nothing fails")
            }
        };
        let other = thread::spawn(ask(2));
        let ours = ask(1)();
        let theirs = other.join().expect("no panic");
        assert_eq!(ours, theirs, "they got different values");
        assert_eq!(
            made.load(Ordering::Relaxed),
            1,
            "both made a value: who comes second must wait for the first, and then look again"
        );
    });
}

/// Two wait while a third makes the value, and both get it.
#[support::test]
fn all_who_wait_get_it() {
    Model::new().preemptions(2).check(|| {
        let once = Arc::new(Once::new());
        let ask = |number: i32| {
            let once = Arc::clone(&once);
            move || once.get_or_try_init(|| Ok::<_, ()>(number)).copied()
        };
        let others = [2, 3].map(|number| thread::spawn(ask(number)));
        let ours = ask(1)();
        for other in others {
            let theirs = other.join().expect("no panic");
            assert_eq!(ours, theirs, "they got different values");
        }
    });
}

/// If the one who makes the value fails, the one who waits makes it.
#[support::test]
fn who_waits_takes_over() {
    support::model(|| {
        let once = Arc::new(Once::new());
        let failing = Arc::clone(&once);
        let other = thread::spawn(move || {
            failing
                .get_or_try_init(|| Err::<i32, _>("refused"))
                .copied()
        });
        let ours = once.get_or_try_init(|| Ok::<_, &str>(1)).copied();
        let theirs = other.join().expect("no panic");
        assert_eq!(ours, Ok(1), "ours does not fail, whoever comes first");
        assert!(
            theirs == Err("refused") || theirs == Ok(1),
            "it fails alone, or finds our value; but it got {theirs:?}"
        );
    });
}
