//! A thread looks before it writes, and somebody else looks, too.

use support::sync::Arc;
use support::sync::atomic::{AtomicUsize, Ordering};
use support::thread;

fn main() {
    support::model(|| {
        let count = Arc::new(AtomicUsize::new(0));
        let other = Arc::clone(&count);
        let thread = thread::spawn(move || {
            let old = other.load(Ordering::SeqCst);
            other.store(old + 1, Ordering::SeqCst);
        });
        assert_eq!(count.load(Ordering::SeqCst), 0, "nobody was first");
        thread.join().unwrap();
    });
}
