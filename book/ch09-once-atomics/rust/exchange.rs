use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

fn main() {
    let slowest = AtomicU32::new(70);
    println!("{:?}", slowest.compare_exchange(50, 90, Relaxed, Relaxed));
    println!("{:?}", slowest.compare_exchange(70, 90, Relaxed, Relaxed));
    println!("{}", slowest.load(Relaxed));
}
