use support::sync::atomic::{AtomicU32, Ordering};
use support::sync::{Arc, OnceLock};
use support::thread;

fn main() {
    support::model(|| {
        let value = Arc::new(OnceLock::new());
        let made = Arc::new(AtomicU32::new(0));
        let ask = || {
            let (value, made) = (Arc::clone(&value), Arc::clone(&made));
            move || {
                if value.get().is_none() {
                    let number = made.fetch_add(1, Ordering::Relaxed);
                    value.get_or_init(|| number);
                }
            }
        };
        let other = thread::spawn(ask());
        ask()();
        other.join().unwrap();
        assert_eq!(made.load(Ordering::Relaxed), 1, "made twice");
    });
}
