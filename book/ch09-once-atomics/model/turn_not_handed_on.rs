use support::sync::Arc;
use support::sync::atomic::{AtomicU16, AtomicU32, Ordering};
use support::thread;

fn main() {
    support::model(|| {
        let serving = Arc::new(AtomicU16::new(0));
        let served = Arc::new(AtomicU32::new(0));
        let number_1 = {
            let (serving, served) = (Arc::clone(&serving), Arc::clone(&served));
            thread::spawn(move || {
                while serving.load(Ordering::Acquire) != 1 {
                    thread::yield_now();
                }
                assert_eq!(served.load(Ordering::Relaxed), 1);
            })
        };
        // It is the turn of number 0.
        served.store(1, Ordering::Relaxed);
        serving.fetch_add(1, Ordering::Relaxed);
        number_1.join().unwrap();
    });
}
