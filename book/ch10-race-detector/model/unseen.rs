use std::sync::atomic::{AtomicU32, Ordering::SeqCst}; // not the model's

use support::sync::Arc;
use support::thread;

fn main() {
    support::model(|| {
        let visits = Arc::new(AtomicU32::new(0));
        let other = thread::spawn({
            let visits = Arc::clone(&visits);
            move || visits.store(visits.load(SeqCst) + 1, SeqCst)
        });
        visits.store(visits.load(SeqCst) + 1, SeqCst);
        other.join().unwrap();
        assert_eq!(visits.load(SeqCst), 2);
    });
}
