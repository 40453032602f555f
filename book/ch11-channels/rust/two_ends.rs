use std::sync::mpsc::{Receiver, Sender, channel};

struct Letter(&'static str);

impl Drop for Letter {
    fn drop(&mut self) {
        println!("  {:?} is gone", self.0);
    }
}

fn main() {
    println!("no sender is left:");
    let (sender, receiver): (Sender<Letter>, Receiver<Letter>) = channel();
    sender.send(Letter("one")).expect("there is a receiver");
    sender.send(Letter("two")).expect("there is a receiver");
    drop(sender);
    for letter in &receiver {
        println!("  received {:?}", letter.0);
    }
    println!("  and then: {:?}", receiver.recv().err());

    println!("no receiver is left:");
    let (sender, receiver) = channel();
    sender.send(Letter("three")).expect("there is a receiver");
    drop(receiver);
    if let Err(error) = sender.send(Letter("four")) {
        println!("  {error}, and here it is again: {:?}", error.0.0);
    }
}
