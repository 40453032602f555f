//! Who waits goes on when the last token is gone, on real threads.

#[cfg_attr(not(solution), path = "../ex05_token.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch07-wait-groups/ex05_token.rs")]
mod exercise;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread;

use exercise::WaitGroup;
use support::spurious::{self, sync};
use support::unwind::panic_on_purpose;

/// Who has the only token waits for nobody.
#[support::test]
fn alone_there_is_nobody_to_wait_for() {
    WaitGroup::new().wait();
}

/// Who waits goes on when all clones are dropped, and not before.
#[support::test]
fn wait_returns_when_all_clones_are_dropped() {
    let group = WaitGroup::new();
    let done = Arc::new(AtomicUsize::new(0));
    for _ in 0..8 {
        let (token, done) = (group.clone(), Arc::clone(&done));
        thread::spawn(move || {
            done.fetch_add(1, Ordering::Relaxed);
            drop(token);
        });
    }
    group.wait();
    assert_eq!(done.load(Ordering::Relaxed), 8, "`wait` returned too early");
}

/// A clone of a clone counts like any other.
#[support::test]
fn a_clone_of_a_clone_counts() {
    let group = WaitGroup::new();
    let done = Arc::new(AtomicUsize::new(0));
    let token = group.clone();
    let counter = Arc::clone(&done);
    thread::spawn(move || {
        let second = token.clone();
        drop(token);
        thread::spawn(move || {
            counter.fetch_add(1, Ordering::Relaxed);
            drop(second);
        });
    });
    group.wait();
    assert_eq!(done.load(Ordering::Relaxed), 1, "`wait` returned too early");
}

/// All may wait at the same time: each gives its token back.
#[support::test]
fn all_may_wait() {
    let group = WaitGroup::new();
    let others: Vec<_> = (0..4)
        .map(|_| {
            let token = group.clone();
            thread::spawn(move || token.wait())
        })
        .collect();
    group.wait();
    for other in others {
        other.join().expect("it does not panic");
    }
}

/// A thread that panics drops its token like everything else it has.
#[support::test]
fn a_panic_gives_the_token_back() {
    let group = WaitGroup::new();
    let token = group.clone();
    thread::spawn(move || {
        let _token = token;
        panic_on_purpose();
    });
    group.wait();
}

/// Who is woken for no reason looks again whether a token is left.
#[support::test]
fn who_is_woken_for_no_reason_waits_on() {
    let group = WaitGroup::new();
    let finished = Arc::new(AtomicBool::new(false));
    let (on_wait, waits) = channel();
    let waiter = thread::spawn({
        let (token, finished) = (group.clone(), Arc::clone(&finished));
        move || {
            spurious::wake_this_thread_once(on_wait);
            token.wait();
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
    drop(group);
    assert_eq!(
        waiter.join().ok(),
        Some(true),
        "a condition variable may wake a thread that nobody notified: the count says whether to go on"
    );
}
