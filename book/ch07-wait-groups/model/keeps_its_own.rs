//! Who waits has a token in its hand.

use support::sync::{Arc, Condvar, Mutex};
use support::thread;

struct Token {
    shared: Arc<(Mutex<usize>, Condvar)>,
}

impl Token {
    fn wait(self) {
        let (tokens, none_left) = &*self.shared;
        let mut tokens = tokens.lock().unwrap();
        while *tokens > 0 {
            tokens = none_left.wait(tokens).unwrap();
        }
    }
}

impl Clone for Token {
    fn clone(&self) -> Self {
        *self.shared.0.lock().unwrap() += 1;
        let shared = Arc::clone(&self.shared);
        Self { shared }
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        *self.shared.0.lock().unwrap() -= 1;
        self.shared.1.notify_all();
    }
}

fn main() {
    support::model(|| {
        let group = Token {
            shared: Arc::new((Mutex::new(1), Condvar::new())),
        };
        let token = group.clone();
        thread::spawn(move || drop(token));
        group.wait();
    });
}
