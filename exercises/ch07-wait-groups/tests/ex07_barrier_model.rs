//! All go on together, round after round, in every interleaving.

#[cfg_attr(not(solution), path = "../ex07_barrier.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch07-wait-groups/ex07_barrier.rs")]
mod exercise;

use exercise::Barrier;
use support::sync::Arc;
use support::sync::atomic::{AtomicUsize, Ordering};
use support::{sync, thread};

struct Track {
    barrier: Barrier,
    /// The round that each of the two has come to.
    came_to: [AtomicUsize; 2],
    leaders: AtomicUsize,
}

impl Track {
    fn new() -> Self {
        let main_came_to = AtomicUsize::new(0);
        let other_came_to = AtomicUsize::new(0);
        Self {
            barrier: Barrier::new(2),
            came_to: [main_came_to, other_came_to],
            leaders: AtomicUsize::new(0),
        }
    }

    fn run(&self, me: usize, rounds: usize) {
        for round in 1..=rounds {
            // Relaxed: it is the barrier that must bring it to the other thread.
            self.came_to[me].store(round, Ordering::Relaxed);
            if self.barrier.wait() {
                self.leaders.fetch_add(1, Ordering::Relaxed);
            }
            let other = self.came_to[1 - me].load(Ordering::Relaxed);
            assert!(
                other >= round,
                "round {round} was left by one thread when the other had only come to round {other}"
            );
        }
    }
}

fn two_run(rounds: usize) {
    let track = Arc::new(Track::new());
    let other = thread::spawn({
        let track = Arc::clone(&track);
        move || track.run(1, rounds)
    });
    track.run(0, rounds);
    other.join().unwrap();
    assert_eq!(
        track.leaders.load(Ordering::Relaxed),
        rounds,
        "one thread a round is told `true`"
    );
}

/// Two threads go on together.
#[support::test]
fn one_round_together() {
    support::model(|| two_run(1));
}

/// Two threads go on together, twice: who is fast may be in the second round before the other has
/// left the first.
#[support::test]
fn two_rounds_together() {
    support::model(|| two_run(2));
}
