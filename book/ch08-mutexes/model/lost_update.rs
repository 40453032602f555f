use support::sync::{Arc, Mutex};
use support::thread;

fn main() {
    support::model(|| {
        let balance = Arc::new(Mutex::new(0));
        let other = Arc::clone(&balance);
        let clerk = thread::spawn(move || {
            let before = *other.lock().unwrap();
            *other.lock().unwrap() = before + 10;
        });
        let before = *balance.lock().unwrap();
        *balance.lock().unwrap() = before + 1;

        clerk.join().unwrap();
        assert_eq!(*balance.lock().unwrap(), 11);
    });
}
