use std::time::Duration;

use crossbeam::channel::{after, bounded, select};

fn main() {
    let (sender, letters) = bounded::<&str>(10);

    select! {
        recv(letters) -> letter => println!("{letter:?}"),
        default => println!("nothing there"),
    }

    select! {
        recv(letters) -> letter => println!("{letter:?}"),
        recv(after(Duration::from_millis(1))) -> _ => println!("nothing came in time"),
    }

    sender.send("hello").expect("there is a receiver");
    drop(sender);
    for _ in 0..3 {
        select! {
            recv(letters) -> letter => println!("{letter:?}"),
            recv(after(Duration::from_secs(3600))) -> _ => println!("nothing came in time"),
        }
    }
}
