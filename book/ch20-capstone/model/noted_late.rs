//! That the consumer sleeps is noted after the lock has been given back.

use support::sync::atomic::{AtomicBool, Ordering};
use support::sync::{Arc, Mutex};
use support::thread;

struct Queue {
    items: Mutex<Vec<u32>>,
    asleep: AtomicBool,
}

impl Queue {
    fn pop(&self) -> Option<u32> {
        let item = self.items.lock().unwrap().pop();
        if item.is_none() {
            self.asleep.store(true, Ordering::Release);
        }
        item
    }

    /// Whether the consumer is to be woken.
    fn push(&self, item: u32) -> bool {
        self.items.lock().unwrap().push(item);
        self.asleep.swap(false, Ordering::AcqRel)
    }
}

fn main() {
    support::model(|| {
        let queue = Arc::new(Queue {
            items: Mutex::new(Vec::new()),
            asleep: AtomicBool::new(false),
        });
        let consumer = thread::current();
        let producer = Arc::clone(&queue);
        thread::spawn(move || {
            if producer.push(1) {
                consumer.unpark();
            }
        });
        while queue.pop().is_none() {
            thread::park();
        }
    });
}
