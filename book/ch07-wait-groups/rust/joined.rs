//! Every thread is somebody's value, and has a value to give.

use std::thread;

fn main() {
    let threads: Vec<_> = [3, 1, 2]
        .into_iter()
        .map(|n| thread::spawn(move || n * n))
        .collect();
    let squares: Vec<i32> = threads
        .into_iter()
        .map(|thread| thread.join().expect("squaring does not panic"))
        .collect();
    println!("{squares:?}");
}
