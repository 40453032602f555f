//! Mistake: the handle is dropped, so nobody waits for the thread.
//! Rejected by: the_slower_one_is_waited_for

use std::thread;

/// Runs `greeter("hello")` on a thread of its own and, at the same time, `greeter("world")` on this
/// one. Returns when both are done.
///
/// If the greeter of "hello" panicked, the result is what its panic carried.
pub fn greet(greeter: impl Fn(&str) + Clone + Send + 'static) -> thread::Result<()> {
    let other = greeter.clone();
    thread::spawn(move || other("hello"));
    greeter("world");
    Ok(())
}
