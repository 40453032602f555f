//! Who waits goes on when the last token is gone, in every interleaving.

#[cfg_attr(not(solution), path = "../ex05_token.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch07-wait-groups/ex05_token.rs")]
mod exercise;

use exercise::WaitGroup;
use support::model::Model;
use support::sync::Arc;
use support::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use support::{sync, thread};

/// Who waits goes on, whenever the other token is dropped, and sees what was written before.
#[support::test]
fn no_wake_up_is_lost() {
    support::model(|| {
        let group = WaitGroup::new();
        let written = Arc::new(AtomicBool::new(false));
        let worker = thread::spawn({
            let (token, written) = (group.clone(), Arc::clone(&written));
            move || {
                // Relaxed: it is the group that must bring it to the other thread.
                written.store(true, Ordering::Relaxed);
                drop(token);
            }
        });
        group.wait();
        assert!(
            written.load(Ordering::Relaxed),
            "`wait` returned, but what was written before the token was dropped is not seen"
        );
        worker.join().unwrap();
    });
}

/// Who waits goes on when both other tokens are gone, not when one is.
#[support::test]
fn wait_returns_when_both_are_dropped() {
    Model::new().preemptions(2).check(|| {
        let group = WaitGroup::new();
        let finished = Arc::new(AtomicUsize::new(0));
        let workers = [0, 1].map(|_| {
            let (token, finished) = (group.clone(), Arc::clone(&finished));
            thread::spawn(move || {
                finished.fetch_add(1, Ordering::Relaxed);
                drop(token);
            })
        });
        group.wait();
        let finished = finished.load(Ordering::Relaxed);
        assert_eq!(
            finished, 2,
            "`wait` returned before both tokens were dropped"
        );
        for worker in workers {
            worker.join().unwrap();
        }
    });
}

/// Three wait for each other, and all go on.
#[support::test]
fn three_wait_for_each_other() {
    Model::new().preemptions(2).check(|| {
        let group = WaitGroup::new();
        let others = [0, 1].map(|_| {
            let token = group.clone();
            thread::spawn(move || token.wait())
        });
        group.wait();
        for other in others {
            other.join().unwrap();
        }
    });
}
