//! A scope waits for the threads that were started in it.

use std::thread;

fn main() {
    let mut numbers = [3, 1, 2];
    thread::scope(|scope| {
        for n in &mut numbers {
            scope.spawn(move || *n *= *n);
        }
    });
    println!("{numbers:?}");
}
