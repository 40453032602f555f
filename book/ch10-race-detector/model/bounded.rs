use support::model::Model;
use support::sync::Arc;
use support::sync::atomic::{AtomicU32, Ordering::SeqCst};
use support::thread;

fn main() {
    // ANCHOR: bound
    Model::new().preemptions(1).check(two_rounds);
    // ANCHOR_END: bound
}

/// Wrong only if this thread is stopped twice: once in each of its two rounds.
fn two_rounds() {
    let round = Arc::new(AtomicU32::new(0));
    let other = thread::spawn({
        let round = Arc::clone(&round);
        move || {
            for n in [10, 20] {
                let _ = round.compare_exchange(n, n + 1, SeqCst, SeqCst);
            }
        }
    });
    let mut caught = 0;
    for n in [10, 20] {
        round.store(n, SeqCst);
        if round.swap(0, SeqCst) == n + 1 {
            caught += 1;
        }
    }
    other.join().unwrap();
    assert!(caught < 2, "stopped in both rounds");
}
