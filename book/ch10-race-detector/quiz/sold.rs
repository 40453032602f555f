use std::sync::Barrier;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

fn main() {
    let seats = AtomicU32::new(1);
    let both = Barrier::new(2);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                if seats.load(SeqCst) > 0 {
                    both.wait();
                    seats.fetch_sub(1, SeqCst);
                }
            });
        }
    });
    println!("{}", seats.load(SeqCst));
}
