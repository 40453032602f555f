use support::sync::{Arc, Condvar, Mutex};
use support::thread;

struct Mailbox {
    letters: Mutex<Vec<u32>>,
    arrived: Condvar,
}

impl Mailbox {
    fn put(&self, letter: u32) {
        self.letters.lock().unwrap().push(letter);
        self.arrived.notify_one();
    }

    fn take(&self) -> u32 {
        let mut letters = self.letters.lock().unwrap();
        if letters.is_empty() {
            letters = self.arrived.wait(letters).unwrap();
        }
        letters.pop().expect("a letter has arrived")
    }
}

fn main() {
    support::model(|| {
        let mailbox = Arc::new(Mailbox {
            letters: Mutex::new(Vec::new()),
            arrived: Condvar::new(),
        });
        let (ann, postman) = (Arc::clone(&mailbox), Arc::clone(&mailbox));
        let ann = thread::spawn(move || ann.take());
        let postman = thread::spawn(move || {
            postman.put(1);
            postman.put(2);
        });
        mailbox.take();
        ann.join().unwrap();
        postman.join().unwrap();
    });
}
