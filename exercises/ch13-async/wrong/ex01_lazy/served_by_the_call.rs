//! Mistake: `serve` is called at once, and only what it returns waits.
//! Rejected by: nobody_is_served_before_being_polled

use std::sync::atomic::{AtomicU64, Ordering};

/// Saves a message, then acknowledges it. A message that was not saved is not acknowledged.
pub async fn receive<E>(
    save: impl Future<Output = Result<(), E>>,
    acknowledge: impl Future<Output = ()>,
) -> Result<(), E> {
    save.await?;
    acknowledge.await;
    Ok(())
}

/// What is cached; if nothing is, what `fetch` gives. Who has it does not fetch.
pub async fn cached_or<T>(cached: Option<T>, fetch: impl Future<Output = T>) -> T {
    match cached {
        Some(value) => value,
        None => fetch.await,
    }
}

/// Replies, and writes `log` beside that, as Go's `go log()` does: the two run at the same time, the reply
/// does not wait for the end of the log, and the log goes on when the reply is done.
pub async fn answer<T>(
    reply: impl Future<Output = T>,
    log: impl Future<Output = ()> + Send + 'static,
) -> T {
    // The scheduler polls it. Without its handle the task is on its own, as a goroutine is.
    tokio::spawn(log);
    reply.await
}

/// A place in line. The number is taken from `next` by the call itself: who called first has the lower one.
/// All the rest, `serve` and what it returns, waits until the future that is returned is polled.
pub fn take_number<F: Future>(
    next: &AtomicU64,
    serve: impl FnOnce(u64) -> F,
) -> impl Future<Output = F::Output> {
    // A plain function runs when it is called, up to the future that it returns.
    let number = next.fetch_add(1, Ordering::Relaxed);
    serve(number)
}
