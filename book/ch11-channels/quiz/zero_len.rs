use crossbeam::channel::{bounded, unbounded};

fn main() {
    let (sender, receiver) = bounded(2);
    sender.send('a').expect("there is a receiver");
    println!("{} {:?}", receiver.len(), receiver.capacity());

    let (sender, receiver) = unbounded();
    drop(receiver);
    println!("{} {:?}", sender.send('a').is_ok(), sender.capacity());
}
