use std::sync::mpsc::{Sender, channel};
use std::thread::{self, JoinHandle};

/// Counts what it is told.
struct Counter {
    hits: Sender<u32>,
    thread: JoinHandle<u32>,
}

impl Counter {
    fn new() -> Self {
        let (hits, receiver) = channel();
        let thread = thread::spawn(move || receiver.into_iter().sum());
        Self { hits, thread }
    }

    fn total(self) -> u32 {
        drop(self.hits);
        self.thread.join().expect("adding does not panic")
    }
}

fn main() {
    let counter = Counter::new();
    for hits in [1, 2, 3] {
        counter.hits.send(hits).expect("it counts");
    }
    println!("{}", counter.total());
}
