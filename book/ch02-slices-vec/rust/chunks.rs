//! Each thread has its own part of the slice.

use std::thread;

fn main() {
    let mut numbers = [1, 2, 3, 4, 5, 6, 7];
    thread::scope(|scope| {
        for part in numbers.chunks_mut(2) {
            scope.spawn(|| part.iter_mut().for_each(|number| *number *= 2));
        }
    });
    println!("{numbers:?}");
}
