use support::sync::atomic::{AtomicU32, Ordering::Relaxed};

fn main() {
    support::model(|| {
        let ticket = AtomicU32::new(7);
        // No loop: nobody else is here. But `weak` may fail all the same.
        let taken = ticket.compare_exchange_weak(7, 8, Relaxed, Relaxed);
        assert_eq!(taken, Ok(7));
    });
}
