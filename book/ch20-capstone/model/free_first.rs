//! Alice's slot is free before her id is void.

use support::sync::{Arc, Mutex};
use support::thread;

struct Registry {
    generation: Mutex<u32>,
    free: Mutex<bool>,
}

impl Registry {
    fn leave(&self) {
        *self.free.lock().unwrap() = true;
        *self.generation.lock().unwrap() += 1;
    }

    fn join(&self) -> Option<u32> {
        let mut free = self.free.lock().unwrap();
        if !std::mem::take(&mut *free) {
            return None;
        }
        Some(*self.generation.lock().unwrap())
    }
}

fn main() {
    support::model(|| {
        let registry = Arc::new(Registry {
            generation: Mutex::new(0),
            free: Mutex::new(false),
        });
        let alice = 0;
        let other = Arc::clone(&registry);
        thread::spawn(move || other.leave());
        let bob = registry.join();
        assert_ne!(bob, Some(alice), "bob has the id that was alice's");
    });
}
