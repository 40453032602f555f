use support::sync::Arc;
use support::sync::atomic::{AtomicU32, Ordering::SeqCst};
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
        assert!(visits.load(SeqCst) > 0, "somebody was here");
    });
}
