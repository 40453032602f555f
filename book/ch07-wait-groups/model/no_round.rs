//! Who waits in one round looks at the count of the next.

use support::sync::{Arc, Condvar, Mutex};
use support::thread;

struct Barrier {
    arrived: Mutex<usize>,
    all_here: Condvar,
}

impl Barrier {
    fn wait(&self) {
        let mut arrived = self.arrived.lock().unwrap();
        *arrived += 1;
        if *arrived == 2 {
            *arrived = 0;
            self.all_here.notify_all();
        }
        while *arrived > 0 {
            arrived = self.all_here.wait(arrived).unwrap();
        }
    }
}

fn main() {
    support::model(|| {
        let barrier = Arc::new(Barrier {
            arrived: Mutex::new(0),
            all_here: Condvar::new(),
        });
        let other = Arc::clone(&barrier);
        thread::spawn(move || {
            other.wait(); // round one
            other.wait(); // round two
        });
        barrier.wait();
        barrier.wait();
    });
}
