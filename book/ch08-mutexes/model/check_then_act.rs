use support::sync::{Arc, RwLock};
use support::thread;

fn get_or_insert(known: &RwLock<Option<u32>>, value: u32) -> u32 {
    if let Some(value) = *known.read().unwrap() {
        return value;
    }
    *known.write().unwrap() = Some(value);
    value
}

fn main() {
    support::model(|| {
        let known = Arc::new(RwLock::new(None));
        let other = Arc::clone(&known);
        let other = thread::spawn(move || get_or_insert(&other, 7));
        let mine = get_or_insert(&known, 8);
        assert_eq!(mine, other.join().unwrap());
    });
}
