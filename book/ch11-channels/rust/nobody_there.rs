use std::sync::mpsc::{channel, sync_channel};

fn main() {
    for room in [0, 2] {
        let (sender, _receiver) = sync_channel(room);
        let mut sent = 0;
        while sender.try_send("a letter").is_ok() {
            sent += 1;
        }
        println!("sync_channel({room}) takes {sent}");
    }
    let (sender, _receiver) = channel();
    let sent = (0..1000)
        .filter(|_| sender.send("a letter").is_ok())
        .count();
    println!("channel() takes {sent} of 1000, and would take more");
}
