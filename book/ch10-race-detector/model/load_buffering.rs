use support::sync::Arc;
use support::sync::atomic::{AtomicBool, Ordering::Relaxed};
use support::thread;

fn main() {
    support::model(|| {
        let ann = Arc::new(AtomicBool::new(false));
        let bob = Arc::new(AtomicBool::new(false));
        let bob_saw = thread::spawn({
            let (ann, bob) = (Arc::clone(&ann), Arc::clone(&bob));
            move || {
                let saw = ann.load(Relaxed);
                bob.store(true, Relaxed);
                saw
            }
        });
        let ann_saw = bob.load(Relaxed);
        ann.store(true, Relaxed);
        let bob_saw = bob_saw.join().unwrap();
        assert!(
            !(ann_saw && bob_saw),
            "each looked first, and saw the other"
        );
    });
}
