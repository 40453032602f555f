use support::sync::{Arc, Condvar, Mutex};
use support::thread;

/// Room for one letter, and one condition variable for everybody.
type Mailbox = (Mutex<Option<u32>>, Condvar);

fn take((letter, changed): &Mailbox) -> u32 {
    let mut letter = letter.lock().unwrap();
    while letter.is_none() {
        letter = changed.wait(letter).unwrap();
    }
    changed.notify_one();
    letter.take().expect("there is one")
}

fn put((letter, changed): &Mailbox, text: u32) {
    let mut letter = letter.lock().unwrap();
    while letter.is_some() {
        letter = changed.wait(letter).unwrap();
    }
    *letter = Some(text);
    changed.notify_one();
}

fn main() {
    support::model(|| {
        let mailbox = Arc::new(Mailbox::default());
        let takers = [(); 2].map(|()| {
            let mailbox = Arc::clone(&mailbox);
            thread::spawn(move || take(&mailbox))
        });
        put(&mailbox, 1);
        put(&mailbox, 2);
        for taker in takers {
            taker.join().unwrap();
        }
    });
}
