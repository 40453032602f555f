use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

fn count(numbers: SyncSender<u64>) -> &'static str {
    for number in 0.. {
        if numbers.send(number).is_err() {
            return "nobody wants numbers";
        }
    }
    "there are no more numbers"
}

fn square(numbers: Receiver<u64>, squares: SyncSender<u64>) -> &'static str {
    for number in numbers {
        if squares.send(number * number).is_err() {
            return "nobody wants squares";
        }
    }
    "there are no more numbers"
}

fn main() {
    let (to_square, numbers) = sync_channel(4);
    let (to_caller, squares) = sync_channel(4);
    let counting = thread::spawn(move || count(to_square));
    let squaring = thread::spawn(move || square(numbers, to_caller));

    println!("first above 50: {:?}", squares.iter().find(|&it| it > 50));
    drop(squares);
    println!("squaring: {}", squaring.join().expect("no panic"));
    println!("counting: {}", counting.join().expect("no panic"));
}
