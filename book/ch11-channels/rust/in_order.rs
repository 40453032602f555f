use std::thread;
use std::time::{Duration, Instant};

use crossbeam::channel::{Receiver, after, bounded, select};

/// Adds up what comes until the time is over, and says why it ended.
fn count(hits: &Receiver<u32>, end: &Receiver<Instant>) -> (u32, &'static str) {
    let mut sum = 0;
    loop {
        select! {
            recv(hits) -> hit => match hit {
                Ok(hit) => sum += hit,
                Err(_closed) => return (sum, "no more can come"),
            },
            recv(end) -> _ => return (sum, "time is over"),
        }
    }
}

fn main() {
    // In use: a clock.
    let (sender, hits) = bounded(1);
    let counter = thread::spawn(move || count(&hits, &after(Duration::from_millis(1))));
    println!("{:?}", counter.join().expect("no panic"));
    drop(sender);

    // In a test: none.
    let (sender, hits) = bounded(0);
    let (over, end) = bounded(0);
    let counter = thread::spawn(move || count(&hits, &end));
    for hit in [1, 2, 3] {
        sender.send(hit).expect("it counts");
    }
    over.send(Instant::now()).expect("it waits for that, too");
    println!("{:?}", counter.join().expect("no panic"));
}
