use support::sync::{Arc, Condvar, Mutex};
use support::thread;

fn main() {
    support::model(|| {
        let door = Arc::new((Mutex::new(false), Condvar::new()));
        let opening = thread::spawn({
            let door = Arc::clone(&door);
            move || {
                *door.0.lock().unwrap() = true;
                door.1.notify_one();
            }
        });
        let mut open = door.0.lock().unwrap();
        // `if`, where it must be `while`.
        if !*open {
            open = door.1.wait(open).unwrap();
        }
        assert!(*open, "nobody has opened, and we went on");
        drop(open);
        opening.join().unwrap();
    });
}
