use support::sync::{Arc, Mutex};
use support::thread;

fn main() {
    support::model(|| {
        let ann = Arc::new(Mutex::new(100));
        let bob = Arc::new(Mutex::new(0));
        let (payer, payee) = (Arc::clone(&ann), Arc::clone(&bob));
        let ann_pays = thread::spawn(move || {
            *payer.lock().unwrap() -= 30;
            *payee.lock().unwrap() += 30;
        });
        let total = *ann.lock().unwrap() + *bob.lock().unwrap();
        assert_eq!(total, 100);
        ann_pays.join().unwrap();
    });
}
