use std::time::Duration;

use support::sync::Arc;
use support::sync::atomic::{AtomicBool, Ordering::SeqCst};
use support::thread;

fn main() {
    support::model(|| {
        let ready = Arc::new(AtomicBool::new(false));
        let starting = thread::spawn({
            let ready = Arc::clone(&ready);
            move || ready.store(true, SeqCst)
        });
        thread::sleep(Duration::from_secs(3600)); // "that is long enough"
        assert!(ready.load(SeqCst), "an hour later, and not ready");
        starting.join().unwrap();
    });
}
