use support::sync::{Arc, Condvar, Mutex};
use support::thread;

/// An empty channel, as far as those see it who wait for an item.
struct Channel {
    ended: Mutex<bool>,
    not_empty: Condvar,
}

impl Channel {
    fn recv(&self) {
        let mut ended = self.ended.lock().unwrap();
        while !*ended {
            ended = self.not_empty.wait(ended).unwrap();
        }
    }

    fn last_sender_is_dropped(&self) {
        *self.ended.lock().unwrap() = true;
        self.not_empty.notify_one();
    }
}

fn main() {
    support::model(|| {
        let channel = Arc::new(Channel {
            ended: Mutex::new(false),
            not_empty: Condvar::new(),
        });
        let receivers = [(); 2].map(|()| {
            let channel = Arc::clone(&channel);
            thread::spawn(move || channel.recv())
        });
        channel.last_sender_is_dropped();
        for receiver in receivers {
            receiver.join().unwrap();
        }
    });
}
