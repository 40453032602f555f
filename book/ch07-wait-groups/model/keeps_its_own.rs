//! Who waits has a token in its hand.

use support::sync::{Arc, Condvar, Mutex};
use support::thread;

struct Token {
    shared: Arc<Shared>,
}

struct Shared {
    tokens: Mutex<usize>,
    none_left: Condvar,
}

impl Token {
    fn new() -> Self {
        let shared = Arc::new(Shared {
            tokens: Mutex::new(1),
            none_left: Condvar::new(),
        });
        Self { shared }
    }

    fn wait(self) {
        let mut tokens = self.shared.tokens.lock().unwrap();
        while *tokens > 0 {
            tokens = self.shared.none_left.wait(tokens).unwrap();
        }
    }
}

impl Clone for Token {
    fn clone(&self) -> Self {
        *self.shared.tokens.lock().unwrap() += 1;
        let shared = Arc::clone(&self.shared);
        Self { shared }
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        *self.shared.tokens.lock().unwrap() -= 1;
        self.shared.none_left.notify_all();
    }
}

fn main() {
    support::model(|| {
        let group = Token::new();
        let token = group.clone();
        thread::spawn(move || drop(token));
        group.wait();
    });
}
