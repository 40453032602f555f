use support::model::Model;
use support::sync::{Arc, Condvar, Mutex};
use support::thread;

/// Room for one letter, and one condition variable for both sides.
struct Mailbox {
    letter: Mutex<Option<u32>>,
    changed: Condvar,
}

impl Mailbox {
    fn put(&self, text: u32) {
        let mut letter = self.letter.lock().unwrap();
        while letter.is_some() {
            letter = self.changed.wait(letter).unwrap();
        }
        *letter = Some(text);
        self.changed.notify_one();
    }

    fn take(&self) -> u32 {
        let mut letter = self.letter.lock().unwrap();
        while letter.is_none() {
            letter = self.changed.wait(letter).unwrap();
        }
        self.changed.notify_one();
        letter.take().expect("there is one")
    }
}

fn main() {
    Model::new().preemptions(2).check(|| {
        let mailbox = Arc::new(Mailbox {
            letter: Mutex::new(None),
            changed: Condvar::new(),
        });
        let takers = [(); 2].map(|()| {
            let mailbox = Arc::clone(&mailbox);
            thread::spawn(move || mailbox.take())
        });
        mailbox.put(1);
        mailbox.put(2);
        for taker in takers {
            taker.join().unwrap();
        }
    });
}
