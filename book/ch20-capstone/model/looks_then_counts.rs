//! It looks under one lock, and counts under the next.

use support::sync::{Arc, Condvar, Mutex};
use support::thread;

struct Gate {
    state: Mutex<(bool, usize)>,
    empty: Condvar,
}

impl Gate {
    fn enter(&self) -> bool {
        if self.state.lock().unwrap().0 {
            return false;
        }
        self.state.lock().unwrap().1 += 1;
        true
    }

    fn leave(&self) {
        let mut state = self.state.lock().unwrap();
        state.1 -= 1;
        if state.1 == 0 {
            self.empty.notify_all();
        }
    }

    fn close_and_wait(&self) {
        let mut state = self.state.lock().unwrap();
        state.0 = true;
        drop(self.empty.wait_while(state, |it| it.1 > 0));
    }

    fn inside(&self) -> usize {
        self.state.lock().unwrap().1
    }
}

fn main() {
    support::model(|| {
        let gate = Arc::new(Gate {
            state: Mutex::new((false, 0)),
            empty: Condvar::new(),
        });
        let other = Arc::clone(&gate);
        thread::spawn(move || {
            if other.enter() {
                other.leave();
            }
        });
        gate.close_and_wait();
        assert_eq!(gate.inside(), 0, "all have left");
    });
}
