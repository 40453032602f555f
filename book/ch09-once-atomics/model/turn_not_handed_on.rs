use support::sync::Arc;
use support::sync::atomic::{AtomicU16, AtomicU32, Ordering};
use support::thread;

struct Office {
    next: AtomicU16,
    serving: AtomicU16,
    served: AtomicU32,
}

fn serve(office: &Office) {
    let number = office.next.fetch_add(1, Ordering::Relaxed);
    while office.serving.load(Ordering::Acquire) != number {
        thread::yield_now();
    }
    let served = office.served.load(Ordering::Relaxed);
    office.served.store(served + 1, Ordering::Relaxed);
    office.serving.fetch_add(1, Ordering::Relaxed);
}

fn main() {
    support::model(|| {
        let office = Arc::new(Office {
            next: AtomicU16::new(0),
            serving: AtomicU16::new(0),
            served: AtomicU32::new(0),
        });
        let other = {
            let office = Arc::clone(&office);
            thread::spawn(move || serve(&office))
        };
        serve(&office);
        other.join().unwrap();
        assert_eq!(office.served.load(Ordering::Relaxed), 2);
    });
}
