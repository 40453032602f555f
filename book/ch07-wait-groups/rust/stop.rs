//! A flag that asks a thread to stop, and the guard that raises it if there is a panic.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

struct OnPanic<'a>(&'a AtomicBool);

impl Drop for OnPanic<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.store(true, Ordering::Release);
        }
    }
}

fn main() {
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let worker = scope.spawn(|| {
            while !stop.load(Ordering::Acquire) {
                thread::yield_now(); // a piece of work
            }
            "stopped"
        });
        let broken = scope.spawn(|| {
            let _guard = OnPanic(&stop);
            panic!("out of memory");
        });
        println!("the broken one panicked: {}", broken.join().is_err());
        println!("the worker: {:?}", worker.join().ok());
    });
}
