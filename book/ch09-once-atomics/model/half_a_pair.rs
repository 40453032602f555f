use support::sync::Arc;
use support::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use support::thread;

fn main() {
    support::model(|| {
        let limit = Arc::new(AtomicU32::new(0));
        let ready = Arc::new(AtomicBool::new(false));
        let writer = {
            let (limit, ready) = (Arc::clone(&limit), Arc::clone(&ready));
            thread::spawn(move || {
                limit.store(1000, Ordering::Relaxed);
                ready.store(true, Ordering::Release);
            })
        };
        if ready.load(Ordering::Relaxed) {
            assert_eq!(limit.load(Ordering::Relaxed), 1000);
        }
        writer.join().unwrap();
    });
}
