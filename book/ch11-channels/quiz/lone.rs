use std::sync::mpsc::sync_channel;

fn main() {
    let (sender, receiver) = sync_channel(0);
    sender.send("hello").expect("there is a receiver");
    println!("{:?}", receiver.recv());
}
