use support::sync::{Arc, Condvar, Mutex};
use support::thread;

type Mailbox = (Mutex<Vec<u32>>, Condvar);

fn take((letters, arrived): &Mailbox) -> u32 {
    let mut letters = letters.lock().unwrap();
    if letters.is_empty() {
        letters = arrived.wait(letters).unwrap();
    }
    letters.pop().expect("a letter has arrived")
}

fn put((letters, arrived): &Mailbox, letter: u32) {
    letters.lock().unwrap().push(letter);
    arrived.notify_one();
}

fn main() {
    support::model(|| {
        let mailbox = Arc::new(Mailbox::default());
        let ann = Arc::clone(&mailbox);
        let ann = thread::spawn(move || take(&ann));
        let postman = Arc::clone(&mailbox);
        let postman = thread::spawn(move || {
            put(&postman, 1);
            put(&postman, 2);
        });
        take(&mailbox);
        ann.join().unwrap();
        postman.join().unwrap();
    });
}
