//! Who waits looks at a flag that is not under the lock.

use support::sync::atomic::{AtomicBool, Ordering};
use support::sync::{Arc, Condvar, Mutex};
use support::thread;

struct Gate {
    open: AtomicBool,
    sleep: Mutex<()>,
    opened: Condvar,
}

impl Gate {
    fn open(&self) {
        self.open.store(true, Ordering::Release);
        self.opened.notify_all();
    }

    fn pass(&self) {
        let mut sleep = self.sleep.lock().unwrap();
        while !self.open.load(Ordering::Acquire) {
            sleep = self.opened.wait(sleep).unwrap();
        }
    }
}

fn main() {
    support::model(|| {
        let gate = Arc::new(Gate {
            open: AtomicBool::new(false),
            sleep: Mutex::new(()),
            opened: Condvar::new(),
        });
        let opener = Arc::clone(&gate);
        thread::spawn(move || opener.open());
        gate.pass();
    });
}
