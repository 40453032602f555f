use std::sync::atomic::{AtomicU32, Ordering};

const VISITS: AtomicU32 = AtomicU32::new(0);

fn main() {
    for _ in 0..3 {
        VISITS.fetch_add(1, Ordering::Relaxed);
    }
    println!("{}", VISITS.load(Ordering::Relaxed));
}
