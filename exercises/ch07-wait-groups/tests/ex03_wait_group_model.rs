//! Who waits goes on when all is done, in every interleaving.

#[cfg_attr(not(solution), path = "../ex03_wait_group.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch07-wait-groups/ex03_wait_group.rs"
)]
mod exercise;

use exercise::WaitGroup;
use support::model::Model;
use support::sync::Arc;
use support::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use support::{sync, thread};

/// Who waits goes on, whenever the last one is done, and sees what was written before.
#[support::test]
fn no_wake_up_is_lost() {
    support::model(|| {
        let group = Arc::new(WaitGroup::new());
        let written = Arc::new(AtomicBool::new(false));
        group.add(1);
        let worker = thread::spawn({
            let (group, written) = (Arc::clone(&group), Arc::clone(&written));
            move || {
                // Relaxed: it is the group that must bring it to the other thread.
                written.store(true, Ordering::Relaxed);
                group.done();
            }
        });
        group.wait();
        assert!(
            written.load(Ordering::Relaxed),
            "`wait` returned, but what was written before `done` is not seen"
        );
        worker.join().unwrap();
    });
}

/// Who waits goes on when both are done, not when one is.
#[support::test]
fn wait_returns_when_both_are_done() {
    Model::new().preemptions(2).check(|| {
        let group = Arc::new(WaitGroup::new());
        let finished = Arc::new(AtomicUsize::new(0));
        group.add(2);
        let workers = [0, 1].map(|_| {
            let (group, finished) = (Arc::clone(&group), Arc::clone(&finished));
            thread::spawn(move || {
                finished.fetch_add(1, Ordering::Relaxed);
                group.done();
            })
        });
        group.wait();
        let finished = finished.load(Ordering::Relaxed);
        assert_eq!(finished, 2, "`wait` returned before both were done");
        for worker in workers {
            worker.join().unwrap();
        }
    });
}

/// Two add at the same time, and both are counted.
#[support::test]
fn two_add_at_the_same_time() {
    support::model(|| {
        let group = Arc::new(WaitGroup::new());
        let other = thread::spawn({
            let group = Arc::clone(&group);
            move || group.add(1)
        });
        group.add(1);
        other.join().unwrap();
        // Panics if one of the two was lost.
        group.done();
        group.done();
    });
}

/// Who adds while the last one is done waits for what was added.
#[support::test]
fn who_adds_again_waits_again() {
    Model::new().preemptions(2).check(|| {
        let group = Arc::new(WaitGroup::new());
        group.add(1);
        let first = thread::spawn({
            let group = Arc::clone(&group);
            move || group.done()
        });
        group.add(1);
        let written = Arc::new(AtomicBool::new(false));
        let second = thread::spawn({
            let (group, written) = (Arc::clone(&group), Arc::clone(&written));
            move || {
                written.store(true, Ordering::Relaxed);
                group.done();
            }
        });
        group.wait();
        assert!(
            written.load(Ordering::Relaxed),
            "`wait` returned for the first one, though a second had been added before it was called"
        );
        first.join().unwrap();
        second.join().unwrap();
    });
}

/// Two wait, and both go on.
#[support::test]
fn both_who_wait_go_on() {
    support::model(|| {
        let group = Arc::new(WaitGroup::new());
        group.add(1);
        let waiters = [0, 1].map(|_| {
            let group = Arc::clone(&group);
            thread::spawn(move || group.wait())
        });
        group.done();
        for waiter in waiters {
            waiter.join().unwrap();
        }
    });
}
