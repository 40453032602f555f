use support::cell::UnsafeCell;
use support::hint;
use support::sync::Arc;
use support::sync::atomic::{AtomicBool, Ordering};
use support::thread;

struct Shared {
    locked: AtomicBool,
    count: UnsafeCell<u32>,
}

// What the lock is for, and what this one does not keep.
unsafe impl Sync for Shared {}

fn add(shared: &Shared) {
    while shared.locked.swap(true, Ordering::Acquire) {
        hint::spin_loop();
    }
    unsafe { *shared.count.get() += 1 };
    shared.locked.store(false, Ordering::Relaxed);
}

fn main() {
    support::model(|| {
        let shared = Arc::new(Shared {
            locked: AtomicBool::new(false),
            count: UnsafeCell::new(0),
        });
        let other = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || add(&shared))
        };
        add(&shared);
        other.join().unwrap();
    });
}
