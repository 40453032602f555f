use std::sync::mpsc::sync_channel;
use std::thread;

fn main() {
    let (sender, numbers) = sync_channel(2);
    let counting = thread::spawn(move || {
        for number in 0..10 {
            if sender.send(number).is_err() {
                return "stopped";
            }
        }
        "done"
    });
    println!("{:?}", numbers.recv());
    println!("{}", counting.join().expect("no panic"));
    drop(numbers);
}
