use std::sync::mpsc::channel;
use std::thread;

fn main() {
    let (sender, receiver) = channel();
    for job in 0..3 {
        let sender = sender.clone();
        thread::spawn(move || {
            for _ in 0..job {
                sender.send(job).expect("there is a receiver");
            }
        });
    }
    drop(sender);

    let mut sum = 0;
    for number in receiver {
        sum += number;
    }
    println!("sum: {sum}");
}
