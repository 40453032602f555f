use std::sync::{Condvar, Mutex};
use std::thread;

/// Holds one letter or none.
#[derive(Default)]
struct Mailbox {
    letter: Mutex<Option<&'static str>>,
    arrived: Condvar,
}

impl Mailbox {
    fn put(&self, letter: &'static str) {
        *self.letter.lock().unwrap() = Some(letter);
        self.arrived.notify_one();
    }

    fn take(&self) -> &'static str {
        let mut letter = self.letter.lock().unwrap();
        loop {
            if let Some(text) = letter.take() {
                return text;
            }
            // Gives the guard away, sleeps, and comes back with a guard.
            letter = self.arrived.wait(letter).unwrap();
        }
    }
}

fn main() {
    let mailbox = Mailbox::default();
    thread::scope(|scope| {
        scope.spawn(|| mailbox.put("dear Ann"));
        println!("{}", mailbox.take());
    });
}
