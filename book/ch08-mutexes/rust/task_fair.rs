use std::thread;

use parking_lot::RwLock;

fn main() {
    let lock = RwLock::new(0);
    thread::scope(|scope| {
        let reading = lock.read();
        let another = lock.try_read().is_some();
        println!("one reads; another may read: {another}");

        scope.spawn(|| *lock.write() += 1);
        while lock.try_read().is_some() {
            thread::yield_now(); // until the writer waits
        }
        let another = lock.try_read().is_some();
        println!("a writer waits; another may read: {another}");
        drop(reading);
    });
    println!("the writer wrote {}", lock.read());
}
