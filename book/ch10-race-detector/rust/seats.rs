use std::sync::{Barrier, Mutex};
use std::thread;

const LIMIT: usize = 1;

#[derive(Default)]
struct Lobby {
    guests: Mutex<Vec<&'static str>>,
}

impl Lobby {
    fn full(&self) -> bool {
        self.guests.lock().expect("nobody panics").len() >= LIMIT
    }

    fn add(&self, name: &'static str) {
        self.guests.lock().expect("nobody panics").push(name);
    }
}

fn main() {
    let lobby = Lobby::default();
    let tickets_checked = Barrier::new(2);
    thread::scope(|scope| {
        for name in ["ann", "bob"] {
            let (lobby, tickets_checked) = (&lobby, &tickets_checked);
            scope.spawn(move || {
                if lobby.full() {
                    return;
                }
                tickets_checked.wait();
                lobby.add(name);
            });
        }
    });
    let guests = lobby.guests.into_inner().expect("nobody panicked");
    println!("seats: {LIMIT}, guests: {}", guests.len());
}
