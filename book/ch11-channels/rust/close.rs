use std::sync::mpsc::sync_channel;

fn main() {
    let (sender, receiver) = sync_channel(2);
    sender.send("dear Ann").unwrap();
    sender.send("dear Bob").unwrap();
    drop(sender);
    for letter in &receiver {
        println!("{letter}");
    }
    println!("{:?}", receiver.recv());

    let (sender, receiver) = sync_channel(2);
    drop(receiver);
    let error = sender.send("dear Eve").unwrap_err();
    println!("{error}, and it comes back: {}", error.0);
}
