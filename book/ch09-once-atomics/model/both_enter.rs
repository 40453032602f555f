use support::sync::Arc;
use support::sync::atomic::{AtomicBool, Ordering};
use support::thread;

fn main() {
    support::model(|| {
        let ann_is_in = Arc::new(AtomicBool::new(false));
        let bob_is_in = Arc::new(AtomicBool::new(false));
        let bob = {
            let (ann_is_in, bob_is_in) = (Arc::clone(&ann_is_in), Arc::clone(&bob_is_in));
            thread::spawn(move || {
                bob_is_in.store(true, Ordering::Release);
                !ann_is_in.load(Ordering::Acquire)
            })
        };
        ann_is_in.store(true, Ordering::Release);
        let ann_enters = !bob_is_in.load(Ordering::Acquire);
        let bob_enters = bob.join().unwrap();
        assert!(!(ann_enters && bob_enters), "both enter");
    });
}
