//! Who is inside may finish, nobody comes in after the close, and who waits goes on after the last.

#[cfg_attr(not(solution), path = "../ex07_shutdown.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch20-capstone/ex07_shutdown.rs")]
mod exercise;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use exercise::Gate;
use support::spurious::{self, sync};
use support::unwind::panic_on_purpose;

/// Longer than any test may take.
const LONG: Duration = Duration::from_secs(600);

/// Who has a pass is inside, and who drops it has left.
#[support::test]
fn who_has_a_pass_is_inside() {
    let gate = Gate::new();
    assert_eq!(gate.inside(), 0, "nobody has come in yet");
    let [alice, bob] = [gate.enter(), gate.enter()];
    assert!(alice.is_some() && bob.is_some(), "the gate is open");
    assert_eq!(gate.inside(), 2, "two came in");
    drop(alice);
    assert_eq!(gate.inside(), 1, "one of two has left");
    drop(bob);
    assert_eq!(gate.inside(), 0, "both have left");
}

/// A closed gate lets nobody in, counts nobody who was refused, and those who are inside stay.
#[support::test]
fn a_closed_gate_lets_nobody_in() {
    let gate = Gate::new();
    let pass = gate.enter();
    assert!(!gate.is_closed(), "nobody has closed it yet");
    gate.close();
    assert!(gate.is_closed(), "it was closed");
    assert!(gate.enter().is_none(), "it was closed before");
    assert_eq!(
        gate.inside(),
        1,
        "one came in before the close, and one was refused"
    );
    drop(pass);
    assert!(
        gate.enter().is_none(),
        "a gate that was closed stays closed"
    );
    gate.close();
    assert_eq!(gate.inside(), 0, "one came in and left, two were refused");
    gate.wait();
}

/// A clone is the same gate, and a pass lasts longer than all of them.
#[support::test]
fn a_clone_is_the_same_gate() {
    let gate = Gate::new();
    let clone = gate.clone();
    let pass = clone.enter();
    assert_eq!(gate.inside(), 1, "one came in by the clone");
    gate.close();
    assert!(clone.enter().is_none(), "its clone was closed");
    drop((gate, clone));
    thread::spawn(move || drop(pass))
        .join()
        .expect("it does not panic");
}

/// Where nobody is inside there is nothing to wait for, whether the gate is open or closed.
#[support::test]
fn nobody_to_wait_for() {
    let gate = Gate::new();
    gate.wait();
    assert_eq!(gate.drained(LONG), 0, "nobody is inside");
    gate.close();
    gate.wait();
    assert_eq!(gate.drained(Duration::ZERO), 0, "nobody is inside");
}

/// Who waits goes on when all have left, and not before; by a limit that is long enough, too.
#[support::test]
fn who_waits_goes_on_after_the_last() {
    for limit in [None, Some(LONG), Some(Duration::MAX)] {
        let gate = Gate::new();
        let finished = Arc::new(AtomicUsize::new(0));
        for _ in 0..8 {
            let pass = gate.enter().expect("it is open");
            let finished = Arc::clone(&finished);
            thread::spawn(move || {
                thread::yield_now();
                finished.fetch_add(1, Ordering::Relaxed);
                drop(pass);
            });
        }
        gate.close();
        let wait = || match limit {
            None => {
                gate.wait();
                0
            }
            Some(limit) => gate.drained(limit),
        };
        let left = catch_unwind(AssertUnwindSafe(wait));
        assert_eq!(
            left.ok(),
            Some(0),
            "none if it panicked; the limit was {limit:?}"
        );
        let finished = finished.load(Ordering::Relaxed);
        assert_eq!(finished, 8, "it went on when {finished} of 8 had finished");
    }
}

/// Who waits while the gate is open goes on as well.
#[support::test]
fn an_open_gate_can_be_waited_for() {
    let gate = Gate::new();
    let pass = gate.enter();
    let waiting = thread::spawn({
        let gate = gate.clone();
        move || gate.wait()
    });
    for _ in 0..50 {
        thread::yield_now();
    }
    drop(pass);
    waiting.join().expect("it does not panic");
    assert!(gate.enter().is_some(), "nobody has closed it");
}

/// When the limit is over, the count of those who are left is returned, and they are still inside.
#[support::test]
fn the_limit_is_over() {
    let gate = Gate::new();
    let passes = [gate.enter(), gate.enter(), gate.enter()];
    gate.close();
    for limit in [Duration::ZERO, Duration::from_millis(2)] {
        assert_eq!(
            gate.drained(limit),
            3,
            "three are inside, and none of them leaves"
        );
    }
    drop(passes);
    assert_eq!(gate.drained(Duration::ZERO), 0, "all have left");
}

/// All who wait go on.
#[support::test]
fn all_who_wait_go_on() {
    let gate = Gate::new();
    let pass = gate.enter();
    let waiting: Vec<_> = (0..4)
        .map(|number| {
            let gate = gate.clone();
            thread::spawn(move || match number % 2 {
                0 => gate.wait(),
                _ => assert_eq!(gate.drained(LONG), 0, "nobody was inside any more"),
            })
        })
        .collect();
    // Most of them will have begun to wait by then.
    for _ in 0..50 {
        thread::yield_now();
    }
    drop(pass);
    for waiting in waiting {
        waiting.join().expect("it does not panic");
    }
}

/// A thread that panics leaves, like any other.
#[support::test]
fn a_panic_leaves() {
    let gate = Gate::new();
    let pass = gate.enter();
    thread::spawn(move || {
        let _pass = pass;
        panic_on_purpose();
    });
    gate.close();
    gate.wait();
}

/// Who is woken for no reason looks again whether somebody is inside.
#[support::test]
fn who_is_woken_for_no_reason_waits_on() {
    for limit in [None, Some(LONG)] {
        let gate = Gate::new();
        let pass = gate.enter();
        let finished = Arc::new(AtomicBool::new(false));
        let (on_wait, waits) = channel();
        let waiter = thread::spawn({
            let (gate, finished) = (gate.clone(), Arc::clone(&finished));
            move || {
                spurious::wake_this_thread_once(on_wait);
                match limit {
                    None => gate.wait(),
                    Some(limit) => drop(gate.drained(limit)),
                }
                finished.load(Ordering::Relaxed)
            }
        });
        // It waits, is woken for no reason, and waits again; or it ends, and this is an error.
        let _ = waits.recv().and_then(|()| waits.recv());
        // This is about a wake-up too many, not about one that is lost: let it fall asleep.
        for _ in 0..50 {
            thread::yield_now();
        }
        finished.store(true, Ordering::Relaxed);
        drop(pass);
        assert_eq!(
            waiter.join().ok(),
            Some(true),
            "a condition variable may wake a thread that nobody notified: the count says whether to go on; the limit \
             was {limit:?}"
        );
    }
}

/// Who is woken for no reason has no more time for it.
#[support::test]
fn the_limit_is_for_all_wake_ups_together() {
    let gate = Gate::new();
    let _pass = gate.enter();
    spurious::wake_this_thread_again_and_again();
    assert_eq!(
        gate.drained(Duration::from_millis(20)),
        1,
        "one is inside, and does not leave"
    );
    let limits = spurious::limits();
    let (first, last) = (limits.first(), limits.last());
    assert!(
        limits.len() < 2 || last < first,
        "the first wait was given {first:?}. It was woken for no reason, again and again, and the last of {} waits was \
         given {last:?}: the limit began anew with each wake-up",
        limits.len()
    );
}

/// Many come and go while the gate is closed: each has come in or was refused, and nobody works afterwards.
#[support::test]
fn under_load_nobody_works_after_the_last() {
    for _ in 0..50 {
        let gate = Gate::new();
        let working = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    while let Some(pass) = gate.enter() {
                        working.fetch_add(1, Ordering::Relaxed);
                        thread::yield_now();
                        working.fetch_sub(1, Ordering::Relaxed);
                        drop(pass);
                    }
                });
            }
            thread::yield_now();
            gate.close();
            gate.wait();
            assert_eq!(
                working.load(Ordering::Relaxed),
                0,
                "`close` and `wait` have returned, and somebody works inside"
            );
        });
        assert_eq!(gate.inside(), 0, "all have left");
    }
}
