use std::thread;

use parking_lot::RwLock;

fn main() {
    let lock = RwLock::new(0);
    thread::scope(|scope| {
        let reading = lock.read();
        println!("one reads; another may read: {}", lock.try_read().is_some());

        scope.spawn(|| *lock.write() += 1);
        while lock.try_read().is_some() {
            thread::yield_now(); // until the writer waits
        }
        println!(
            "a writer waits; another may read: {}",
            lock.try_read().is_some()
        );
        let again = lock.try_read_recursive();
        println!("one who reads already may: {}", again.is_some());
        drop((again, reading));
    });
    println!("the writer wrote {}", lock.read());
}
