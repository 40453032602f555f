use support::sync::atomic::{AtomicUsize, Ordering};
use support::sync::{Arc, Condvar, Mutex};
use support::thread;

/// The senders are counted, but not under the lock.
struct Channel {
    items: Mutex<Vec<u32>>,
    senders: AtomicUsize,
    not_empty: Condvar,
}

impl Channel {
    fn recv(&self) -> Option<u32> {
        let mut items = self.items.lock().unwrap();
        while items.is_empty() && self.senders.load(Ordering::Acquire) > 0 {
            items = self.not_empty.wait(items).unwrap();
        }
        items.pop()
    }

    fn sender_is_dropped(&self) {
        if self.senders.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.not_empty.notify_all();
        }
    }
}

fn main() {
    support::model(|| {
        let channel = Arc::new(Channel {
            items: Mutex::new(Vec::new()),
            senders: AtomicUsize::new(1),
            not_empty: Condvar::new(),
        });
        let sender = Arc::clone(&channel);
        let sender = thread::spawn(move || sender.sender_is_dropped());
        assert_eq!(channel.recv(), None, "nothing was sent");
        sender.join().unwrap();
    });
}
