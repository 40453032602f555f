use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

fn main() {
    let best = AtomicU32::new(5);
    let seen = best.load(Relaxed);
    best.store(6, Relaxed); // somebody else
    let first = best.compare_exchange(seen, 7, Relaxed, Relaxed);
    let second = best.compare_exchange(first.unwrap_or_else(|now| now), 7, Relaxed, Relaxed);
    println!("{first:?} {second:?} {}", best.load(Relaxed));
}
