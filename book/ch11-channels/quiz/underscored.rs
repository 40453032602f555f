use std::sync::mpsc::channel;
use std::thread;

fn main() {
    let (sender, receiver) = channel();
    for number in [1, 2] {
        let sender = sender.clone();
        thread::spawn(move || sender.send(number));
    }
    let _ = sender;
    println!("{}", receiver.iter().sum::<i32>());
}
