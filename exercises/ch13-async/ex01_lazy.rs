//! Four things that a server says it does, and that nobody does before a future is polled.
//!
//! To call an `async fn` makes a future and runs nothing. So for each of these: who polls it, and when?

use std::sync::atomic::AtomicU64;

/// Saves a message, then acknowledges it. A message that was not saved is not acknowledged.
pub async fn receive<E>(
    save: impl Future<Output = Result<(), E>>,
    acknowledge: impl Future<Output = ()>,
) -> Result<(), E> {
    todo!("one after the other")
}

/// What is cached; if nothing is, what `fetch` gives. Who has it does not fetch.
pub async fn cached_or<T>(cached: Option<T>, fetch: impl Future<Output = T>) -> T {
    todo!("a future that nobody polls does nothing")
}

/// Replies, and writes `log` beside that, as Go's `go log()` does: the two run at the same time, the reply
/// does not wait for the end of the log, and the log goes on when the reply is done.
pub async fn answer<T>(
    reply: impl Future<Output = T>,
    log: impl Future<Output = ()> + Send + 'static,
) -> T {
    todo!("who polls the log?")
}

/// A place in line. The number is taken from `next` by the call itself: who called first has the lower one.
/// All the rest, `serve` and what it returns, waits until the future that is returned is polled.
pub fn take_number<F: Future>(
    next: &AtomicU64,
    serve: impl FnOnce(u64) -> F,
) -> impl Future<Output = F::Output> {
    async { todo!("what is in here runs when it is polled") }
}
