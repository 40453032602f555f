//! Mistake: the thread is waited for before this one greets: one after the other.
//! Rejected by: they_run_at_the_same_time (times out)

use std::thread;

/// Runs `greeter("hello")` on a thread of its own and, at the same time, `greeter("world")` on this
/// one. Returns when both are done.
///
/// If the greeter of "hello" panicked, the result is what its panic carried.
pub fn greet(greeter: impl Fn(&str) + Clone + Send + 'static) -> thread::Result<()> {
    let other = greeter.clone();
    thread::spawn(move || other("hello")).join()?;
    greeter("world");
    Ok(())
}
