//! Whether the id is good is asked under one lock, and used under the next.

use support::sync::{Arc, Mutex};
use support::thread;

struct Slot {
    generation: u32,
    name: &'static str,
}

struct Registry {
    slot: Mutex<Slot>,
}

impl Registry {
    fn is_there(&self, generation: u32) -> bool {
        self.slot.lock().unwrap().generation == generation
    }

    fn name(&self) -> &'static str {
        self.slot.lock().unwrap().name
    }

    fn leave_and_join(&self, name: &'static str) {
        let mut slot = self.slot.lock().unwrap();
        slot.generation += 1;
        slot.name = name;
    }
}

fn main() {
    support::model(|| {
        let registry = Arc::new(Registry {
            slot: Mutex::new(Slot {
                generation: 0,
                name: "alice",
            }),
        });
        let other = Arc::clone(&registry);
        thread::spawn(move || other.leave_and_join("bob"));
        // A message for alice, whose generation is 0.
        if registry.is_there(0) {
            assert_eq!(registry.name(), "alice");
        }
    });
}
