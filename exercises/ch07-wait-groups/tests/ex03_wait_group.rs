//! Who waits goes on when all is done, on real threads.

#[cfg_attr(not(solution), path = "../ex03_wait_group.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch07-wait-groups/ex03_wait_group.rs"
)]
mod exercise;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread;

use exercise::WaitGroup;
use support::spurious::{self, sync};

/// Where nothing was added there is nothing to wait for.
#[support::test]
fn nothing_to_wait_for() {
    let group = WaitGroup::new();
    group.wait();
    group.add(0);
    group.wait();
}

/// Who waits goes on when all is done, and not before.
#[support::test]
fn wait_returns_when_all_are_done() {
    let group = WaitGroup::new();
    let done = AtomicUsize::new(0);
    group.add(8);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                done.fetch_add(1, Ordering::Relaxed);
                group.done();
            });
        }
        group.wait();
        assert_eq!(done.load(Ordering::Relaxed), 8, "`wait` returned too early");
    });
}

/// Any number of threads may wait, and all of them go on.
#[support::test]
fn all_who_wait_go_on() {
    let group = WaitGroup::new();
    let waited = AtomicUsize::new(0);
    group.add(1);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                group.wait();
                waited.fetch_add(1, Ordering::Relaxed);
            });
        }
        // Most of them will have begun to wait by then.
        for _ in 0..50 {
            thread::yield_now();
        }
        group.done();
    });
    assert_eq!(waited.into_inner(), 4);
}

/// A group can be used again.
#[support::test]
fn a_group_can_be_used_again() {
    let group = WaitGroup::new();
    let done = AtomicUsize::new(0);
    for round in 1..=50 {
        group.add(2);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    done.fetch_add(1, Ordering::Relaxed);
                    group.done();
                });
            }
            group.wait();
            assert_eq!(done.load(Ordering::Relaxed), 2 * round, "in round {round}");
        });
    }
}

/// Who is woken for no reason looks at the count again.
#[support::test]
fn who_is_woken_for_no_reason_waits_on() {
    let group = Arc::new(WaitGroup::new());
    let finished = Arc::new(AtomicBool::new(false));
    group.add(1);
    let (on_wait, waits) = channel();
    let waiter = thread::spawn({
        let (group, finished) = (Arc::clone(&group), Arc::clone(&finished));
        move || {
            spurious::wake_this_thread_once(on_wait);
            group.wait();
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
    group.done();
    assert_eq!(
        waiter.join().ok(),
        Some(true),
        "a condition variable may wake a thread that nobody notified: the count says whether to go on"
    );
}

/// What is added is added to what there is.
#[support::test]
fn what_is_added_is_added() {
    let group = WaitGroup::new();
    group.add(1);
    group.add(2);
    let all_done = catch_unwind(AssertUnwindSafe(|| (0..3).for_each(|_| group.done())));
    assert!(
        all_done.is_ok(),
        "1 was added, then 2, and 3 were done: `done` had no reason to panic"
    );
    group.wait();
}

/// More done than added is a bug of the caller's: it panics, and the group stays as it was.
#[support::test]
fn more_done_than_added_panics() {
    let group = WaitGroup::new();
    let done = catch_unwind(AssertUnwindSafe(|| group.done()));
    assert!(done.is_err(), "`done` at zero must panic");
    group.add(1);
    group.done();
    group.wait();
}
