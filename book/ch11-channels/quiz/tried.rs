use std::sync::mpsc::{SyncSender, sync_channel};

fn offer(sender: &SyncSender<&str>) {
    match sender.try_send("hello") {
        Ok(()) => println!("sent"),
        Err(error) => println!("{error}"),
    }
}

fn main() {
    let (sender, receiver) = sync_channel(0);
    offer(&sender);
    drop(receiver);
    offer(&sender);
}
