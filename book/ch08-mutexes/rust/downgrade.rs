use std::sync::{RwLock, RwLockWriteGuard};

fn main() {
    let rates = RwLock::new(vec![1, 2, 3]);
    let mut writing = rates.write().unwrap();
    writing.push(4);
    let reading = RwLockWriteGuard::downgrade(writing);
    println!("still in it, as a reader: {:?}", *reading);
    println!("another may read: {}", rates.try_read().is_ok());
    println!("another may write: {}", rates.try_write().is_ok());
}
