use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

fn main() {
    // Two workers, each with its own count of open connections.
    let (one, other) = (AtomicU64::new(0), AtomicU64::new(0));
    one.fetch_add(1, Relaxed);
    other.fetch_sub(1, Relaxed);
    println!("{}", other.load(Relaxed));
    println!("{}", one.load(Relaxed).wrapping_add(other.load(Relaxed)));
}
