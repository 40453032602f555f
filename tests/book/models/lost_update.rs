//! Two threads read before either writes.

use support::sync::Arc;
use support::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use support::thread;

fn increment(count: &AtomicUsize) {
    let seen = count.load(SeqCst);
    count.store(seen + 1, SeqCst);
}

fn main() {
    support::model(|| {
        let count = Arc::new(AtomicUsize::new(0));
        let other = {
            let count = Arc::clone(&count);
            thread::spawn(move || increment(&count))
        };
        increment(&count);
        other.join().unwrap();
        assert_eq!(count.load(SeqCst), 2);
    });
}
