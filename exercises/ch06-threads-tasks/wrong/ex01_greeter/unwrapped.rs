//! Mistake: a panic of the thread becomes a panic of the caller.
//! Rejected by: a_panic_comes_back

use std::thread;

/// Runs `greeter("hello")` on a thread of its own and, at the same time, `greeter("world")` on this
/// one. Returns when both are done.
///
/// If the greeter of "hello" panicked, the result is what its panic carried.
pub fn greet(greeter: impl Fn(&str) + Clone + Send + 'static) -> thread::Result<()> {
    let other = greeter.clone();
    let hello = thread::spawn(move || other("hello"));
    greeter("world");
    hello.join().unwrap();
    Ok(())
}
