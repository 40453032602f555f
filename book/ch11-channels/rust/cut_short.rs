use std::sync::mpsc::sync_channel;
use std::thread;

fn main() {
    let texts = ["1", "2", "three", "4"];
    let (sender, numbers) = sync_channel(1);
    let parsing = thread::Builder::new()
        .name("parsing".to_owned())
        .spawn(move || {
            for text in texts {
                let number: u32 = text.parse().expect("all of them are numbers");
                if sender.send(number).is_err() {
                    return;
                }
            }
        })
        .expect("a thread");
    println!("the sum of all: {}", numbers.iter().sum::<u32>());
    println!("panicked: {}", parsing.join().is_err());
}
