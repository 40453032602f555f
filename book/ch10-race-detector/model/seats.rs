use support::sync::{Arc, Mutex};
use support::thread;

const LIMIT: usize = 1;

fn enter(guests: &Mutex<Vec<&str>>, name: &'static str) {
    let full = guests.lock().unwrap().len() >= LIMIT;
    if !full {
        guests.lock().unwrap().push(name);
    }
}

fn main() {
    support::model(|| {
        let guests = Arc::new(Mutex::new(Vec::new()));
        let other = thread::spawn({
            let guests = Arc::clone(&guests);
            move || enter(&guests, "bob")
        });
        enter(&guests, "ann");
        other.join().unwrap();
        let guests = guests.lock().unwrap().len();
        assert!(guests <= LIMIT, "{guests} guests, {LIMIT} seat");
    });
}
