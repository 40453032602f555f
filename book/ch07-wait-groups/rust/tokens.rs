//! crossbeam's WaitGroup: a clone for each that is waited for.

use std::sync::mpsc::channel;
use std::thread;

use crossbeam::sync::WaitGroup;

fn main() {
    let group = WaitGroup::new();
    let (squares, results) = channel();
    for n in [3, 1, 2] {
        let (token, squares) = (group.clone(), squares.clone());
        thread::spawn(move || {
            squares.send(n * n).expect("main still listens");
            drop(token);
        });
    }
    group.wait();
    let mut squares: Vec<i32> = results.try_iter().collect();
    squares.sort();
    println!("all are there: {squares:?}");
}
