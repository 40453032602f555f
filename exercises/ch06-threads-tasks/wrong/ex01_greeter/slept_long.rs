//! Mistake: it sleeps long enough for any greeting, and never learns what became of it.
//! Rejected by: a_panic_comes_back

use std::thread;

/// Runs `greeter("hello")` on a thread of its own and, at the same time, `greeter("world")` on this
/// one. Returns when both are done.
///
/// If the greeter of "hello" panicked, the result is what its panic carried.
pub fn greet(greeter: impl Fn(&str) + Clone + Send + 'static) -> thread::Result<()> {
    let other = greeter.clone();
    let _hello = thread::spawn(move || other("hello"));
    greeter("world");
    thread::sleep(std::time::Duration::from_secs(1));
    Ok(())
}
