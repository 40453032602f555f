use support::sync::{Arc, Mutex};
use support::thread;

fn main() {
    support::model(|| {
        let ann = Arc::new(Mutex::new(100));
        let bob = Arc::new(Mutex::new(100));
        let (payer, payee) = (Arc::clone(&bob), Arc::clone(&ann));
        let bob_pays = thread::spawn(move || {
            let mut source = payer.lock().unwrap();
            let mut target = payee.lock().unwrap();
            *source -= 10;
            *target += 10;
        });
        {
            let mut source = ann.lock().unwrap();
            let mut target = bob.lock().unwrap();
            *source -= 10;
            *target += 10;
        }
        bob_pays.join().unwrap();
    });
}
