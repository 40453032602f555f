use support::sync::Arc;
use support::sync::atomic::{AtomicU32, Ordering};
use support::thread;

fn main() {
    support::model(|| {
        let requests = Arc::new(AtomicU32::new(0));
        let threads = [(); 2].map(|()| {
            let requests = Arc::clone(&requests);
            thread::spawn(move || {
                requests.fetch_add(1, Ordering::Relaxed);
                requests.fetch_add(1, Ordering::Relaxed);
            })
        });
        for thread in threads {
            thread.join().unwrap();
        }
        assert_eq!(requests.load(Ordering::Relaxed), 4);
    });
}
