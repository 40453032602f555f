use support::sync::Arc;
use support::sync::atomic::{AtomicU32, Ordering};
use support::thread;

fn record(slowest: &AtomicU32, millis: u32) {
    if millis > slowest.load(Ordering::SeqCst) {
        slowest.store(millis, Ordering::SeqCst);
    }
}

fn main() {
    support::model(|| {
        let slowest = Arc::new(AtomicU32::new(0));
        let other = {
            let slowest = Arc::clone(&slowest);
            thread::spawn(move || record(&slowest, 90))
        };
        record(&slowest, 70);
        other.join().unwrap();
        assert_eq!(slowest.load(Ordering::SeqCst), 90);
    });
}
