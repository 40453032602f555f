//! All go on together, round after round, on real threads.

#[cfg_attr(not(solution), path = "../ex07_barrier.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch07-wait-groups/ex07_barrier.rs")]
mod exercise;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread;

use exercise::Barrier;
use support::spurious::{self, sync};

/// A barrier for one lets it pass, every time.
#[support::test]
fn one_waits_for_nobody() {
    let barrier = Barrier::new(1);
    assert!(barrier.wait(), "who is alone leads");
    assert!(barrier.wait(), "in each round");
}

/// Runs `rounds` rounds with `parties` threads, and checks that none is ahead of another.
fn rounds(parties: usize, rounds: usize) {
    let barrier = Barrier::new(parties);
    let arrived: Vec<AtomicUsize> = (0..parties).map(|_| AtomicUsize::new(0)).collect();
    let leaders = AtomicUsize::new(0);
    thread::scope(|scope| {
        for mine in &arrived {
            let (arrived, barrier, leaders) = (&arrived, &barrier, &leaders);
            scope.spawn(move || {
                for round in 1..=rounds {
                    mine.store(round, Ordering::Relaxed);
                    if barrier.wait() {
                        leaders.fetch_add(1, Ordering::Relaxed);
                    }
                    for other in arrived {
                        let other = other.load(Ordering::Relaxed);
                        assert!(
                            other >= round,
                            "round {round} was left by one thread when another had only come to \
                             round {other}"
                        );
                    }
                }
            });
        }
    });
    assert_eq!(
        leaders.into_inner(),
        rounds,
        "one thread a round is told `true`"
    );
}

/// Nobody goes on before all have arrived.
#[support::test]
fn nobody_goes_on_before_all_are_here() {
    rounds(4, 1);
}

/// The second round is like the first, and so is the hundredth.
#[support::test]
fn the_second_round_is_like_the_first() {
    rounds(2, 100);
    rounds(4, 100);
}

/// Who is woken for no reason waits on.
#[support::test]
fn who_is_woken_for_no_reason_waits_on() {
    let barrier = Arc::new(Barrier::new(2));
    let arrived = Arc::new(AtomicUsize::new(0));
    let (on_wait, waits) = channel();
    let first = thread::spawn({
        let (barrier, arrived) = (Arc::clone(&barrier), Arc::clone(&arrived));
        move || {
            spurious::wake_this_thread_once(on_wait);
            barrier.wait();
            arrived.load(Ordering::Relaxed)
        }
    });
    // It waits, is woken for no reason, and waits again; or it ends, and this is an error.
    let again = waits.recv().and_then(|()| waits.recv());
    // This is about a wake-up too many, not about one that is lost: let it fall asleep.
    for _ in 0..50 {
        thread::yield_now();
    }
    arrived.store(1, Ordering::Relaxed);
    if again.is_ok() {
        barrier.wait();
    }
    assert_eq!(
        first.join().ok(),
        Some(1),
        "a condition variable may wake a thread that nobody notified: the state says whether to go on"
    );
}
