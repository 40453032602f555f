use std::sync::mpsc::channel;

struct Letter(&'static str);

impl Drop for Letter {
    fn drop(&mut self) {
        println!("{} is burnt", self.0);
    }
}

fn main() {
    let (sender, receiver) = channel();
    sender.send(Letter("the first")).unwrap();
    drop(receiver);
    println!("nobody reads");
    let sent = sender.send(Letter("the second"));
    println!("sent: {}", sent.is_ok());
    drop(sender);
    println!("nobody writes");
}
