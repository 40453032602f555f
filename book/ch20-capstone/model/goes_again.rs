//! Who is refused was inside for a moment, and says nothing when it goes.

use support::sync::{Arc, Condvar, Mutex};
use support::thread;

struct Gate {
    inside: Mutex<usize>,
    empty: Condvar,
}

impl Gate {
    fn refused(&self) {
        *self.inside.lock().unwrap() += 1;
        // Inside, it looks at the door. It is closed: out again.
        *self.inside.lock().unwrap() -= 1;
    }

    fn wait(&self) {
        let mut inside = self.inside.lock().unwrap();
        while *inside > 0 {
            inside = self.empty.wait(inside).unwrap();
        }
    }
}

fn main() {
    support::model(|| {
        let gate = Arc::new(Gate {
            inside: Mutex::new(0),
            empty: Condvar::new(),
        });
        let other = Arc::clone(&gate);
        thread::spawn(move || other.refused());
        gate.wait();
    });
}
