//! Room is made under one lock, and used under the next.

use std::collections::VecDeque;

use support::sync::{Arc, Mutex};
use support::thread;

/// Room for one.
struct Queue(Mutex<VecDeque<u32>>);

impl Queue {
    fn make_room(&self) {
        let mut items = self.0.lock().unwrap();
        if items.len() == 1 {
            items.pop_front();
        }
    }

    fn push(&self, item: u32) {
        self.make_room();
        self.0.lock().unwrap().push_back(item);
    }
}

fn main() {
    support::model(|| {
        let queue = Arc::new(Queue(Mutex::new(VecDeque::from([0]))));
        let other = Arc::clone(&queue);
        let pushing = thread::spawn(move || other.push(1));
        queue.push(2);
        pushing.join().unwrap();
        let waiting = queue.0.lock().unwrap().len();
        assert_eq!(waiting, 1, "there is room for one");
    });
}
