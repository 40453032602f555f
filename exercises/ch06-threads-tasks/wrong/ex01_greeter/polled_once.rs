//! Mistake: it asks whether the thread is finished, and does not wait if it is not.
//! Rejected by: the_slower_one_is_waited_for

use std::thread;

/// Runs `greeter("hello")` on a thread of its own and, at the same time, `greeter("world")` on this
/// one. Returns when both are done.
///
/// If the greeter of "hello" panicked, the result is what its panic carried.
pub fn greet(greeter: impl Fn(&str) + Clone + Send + 'static) -> thread::Result<()> {
    let other = greeter.clone();
    let hello = thread::spawn(move || other("hello"));
    greeter("world");
    if hello.is_finished() {
        hello.join()
    } else {
        Ok(())
    }
}
