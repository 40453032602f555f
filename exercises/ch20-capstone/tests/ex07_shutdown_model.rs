//! In every interleaving, nobody comes in after the close, and who waits goes on after the last, and sees all of it.

use support::{sync, thread};

#[cfg_attr(not(solution), path = "../ex07_shutdown.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch20-capstone/ex07_shutdown.rs")]
mod exercise;

use std::time::Duration;

use exercise::Gate;
use support::model::Model;
use sync::Arc;
use sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

/// Explores with at most three preemptions: all of them would take too long, and the bugs that are known here
/// need one or two.
fn with_three_threads(body: impl Fn() + Send + Sync + 'static) {
    Model::new().preemptions(3).check(body);
}

/// Who comes in while the gate is closed came in before the close, and is waited for.
#[support::test]
fn nobody_comes_in_after_the_close() {
    support::model(|| {
        let gate = Gate::new();
        let finished = Arc::new(AtomicBool::new(false));
        let handling = thread::spawn({
            let (gate, finished) = (gate.clone(), Arc::clone(&finished));
            move || {
                let pass = gate.enter();
                let came_in = pass.is_some();
                // Relaxed: it is the gate that must bring it to the other thread.
                finished.store(came_in, Relaxed);
                drop(pass);
                came_in
            }
        });
        gate.close();
        gate.wait();
        let finished = finished.load(Relaxed);
        assert!(gate.is_closed(), "it was closed");
        let came_in = handling.join().unwrap();
        assert_eq!(
            finished, came_in,
            "`close` and `wait` have returned: either the other thread came in before, and has finished, or it does \
             not come in any more"
        );
        assert_eq!(
            gate.inside(),
            0,
            "who came in has left, and who was refused never was inside"
        );
    });
}

/// Who waits goes on, whenever the last one leaves.
#[support::test]
fn no_wake_up_is_lost() {
    support::model(|| {
        let gate = Gate::new();
        let pass = gate.enter();
        let handling = thread::spawn(move || drop(pass));
        gate.close();
        gate.wait();
        handling.join().unwrap();
    });
}

/// Who waits while the gate is open goes on as well, and so does the gate.
#[support::test]
fn an_open_gate_can_be_waited_for() {
    support::model(|| {
        let gate = Gate::new();
        let pass = gate.enter();
        let handling = thread::spawn(move || drop(pass));
        gate.wait();
        handling.join().unwrap();
        assert!(gate.enter().is_some(), "nobody has closed it");
    });
}

/// Who waits goes on when both have left, not when one has, and sees what both have written.
#[support::test]
fn who_waits_goes_on_after_the_last() {
    with_three_threads(|| {
        let gate = Gate::new();
        let finished = Arc::new(AtomicUsize::new(0));
        let handling = [(); 2].map(|()| {
            let (pass, finished) = (gate.enter(), Arc::clone(&finished));
            thread::spawn(move || {
                finished.fetch_add(1, Relaxed);
                drop(pass);
            })
        });
        gate.wait();
        let finished = finished.load(Relaxed);
        assert_eq!(
            finished, 2,
            "it went on when {finished} of two had finished"
        );
        for handling in handling {
            handling.join().unwrap();
        }
    });
}

/// Two wait, and both go on.
#[support::test]
fn both_who_wait_go_on() {
    with_three_threads(|| {
        let gate = Gate::new();
        let pass = gate.enter();
        let waiting = [(); 2].map(|()| {
            let gate = gate.clone();
            thread::spawn(move || gate.wait())
        });
        drop(pass);
        for waiting in waiting {
            waiting.join().unwrap();
        }
    });
}

/// Two are refused or come in at the same time, and the count is right afterwards.
#[support::test]
fn all_are_counted() {
    with_three_threads(|| {
        let gate = Gate::new();
        let coming = [(); 2].map(|()| {
            let gate = gate.clone();
            thread::spawn(move || gate.enter())
        });
        let passes = coming.map(|it| it.join().unwrap());
        assert_eq!(gate.inside(), 2, "two came in, and have their passes");
        drop(passes);
        assert_eq!(gate.inside(), 0, "both have left");
    });
}

/// Who is refused was never inside: whoever waits at that time goes on.
#[support::test]
fn who_is_refused_keeps_nobody_waiting() {
    with_three_threads(|| {
        let gate = Gate::new();
        gate.close();
        let coming = thread::spawn({
            let gate = gate.clone();
            move || gate.enter().is_none()
        });
        gate.wait();
        assert!(coming.join().unwrap(), "it was closed before");
    });
}

/// With a limit, whoever waits goes on after the last or when the time is over, and says which of both.
#[support::test]
fn a_limit_is_an_end() {
    support::model(|| {
        let gate = Gate::new();
        let finished = Arc::new(AtomicBool::new(false));
        let pass = gate.enter();
        let handling = thread::spawn({
            let finished = Arc::clone(&finished);
            move || {
                finished.store(true, Relaxed);
                drop(pass);
            }
        });
        gate.close();
        let left = gate.drained(Duration::from_secs(1));
        assert!(left <= 1, "one came in, and {left} are left");
        assert!(
            left == 1 || finished.load(Relaxed),
            "nobody is left, it says, but what was written inside is not seen"
        );
        handling.join().unwrap();
        assert_eq!(gate.drained(Duration::ZERO), 0, "the only one has left");
    });
}
