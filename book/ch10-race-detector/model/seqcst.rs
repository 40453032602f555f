use support::sync::Arc;
use support::sync::atomic::{AtomicBool, Ordering::SeqCst};
use support::thread;

fn main() {
    support::model(|| {
        let ann = Arc::new(AtomicBool::new(false));
        let bob = Arc::new(AtomicBool::new(false));
        let bobs_view = thread::spawn({
            let (ann, bob) = (Arc::clone(&ann), Arc::clone(&bob));
            move || {
                bob.store(true, SeqCst);
                ann.load(SeqCst)
            }
        });
        ann.store(true, SeqCst);
        let bob_is_there = bob.load(SeqCst);
        let ann_is_there = bobs_view.join().unwrap();
        assert!(
            ann_is_there || bob_is_there,
            "each came first, and saw nobody"
        );
    });
}
