//! What comes back from `join`.

use std::thread;

fn main() {
    let good = thread::spawn(|| 6 * 7);
    let bad = thread::spawn(|| -> i32 { panic!("no answer") });
    println!("{:?}", good.join());
    match bad.join() {
        Ok(answer) => println!("{answer}"),
        Err(panic) => println!("it panicked: {:?}", panic.downcast_ref::<&str>()),
    }
}
