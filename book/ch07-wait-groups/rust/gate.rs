//! A gate that is closed at first. Who passes waits until it is open.

use std::sync::{Condvar, Mutex};
use std::thread;

struct Gate {
    open: Mutex<bool>,
    opened: Condvar,
}

// ANCHOR: gate
impl Gate {
    fn open(&self) {
        let mut open = self.open.lock().unwrap();
        *open = true;
        self.opened.notify_all();
    }

    fn pass(&self) {
        let mut open = self.open.lock().unwrap();
        while !*open {
            open = self.opened.wait(open).unwrap();
        }
    }
}
// ANCHOR_END: gate

fn main() {
    let gate = Gate {
        open: Mutex::new(false),
        opened: Condvar::new(),
    };
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                gate.pass();
                println!("through");
            });
        }
        println!("opening");
        gate.open();
    });
}
