//! The same threads in every round, which meet at a barrier.

use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;

fn main() {
    let barrier = Barrier::new(4);
    let laps = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for round in 1..=3 {
                    laps.fetch_add(1, Relaxed);
                    if barrier.wait().is_leader() {
                        println!("round {round}: {} laps", laps.load(Relaxed));
                    }
                    // Nobody begins another lap while the leader reads.
                    barrier.wait();
                }
            });
        }
    });
}
