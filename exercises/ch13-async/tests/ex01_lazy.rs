//! A future runs when it is polled, and each of these is polled when it should be.

#[cfg_attr(not(solution), path = "../ex01_lazy.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch13-async/ex01_lazy.rs")]
mod exercise;

use std::future::{pending, ready};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use exercise::{answer, cached_or, receive, take_number};
use tokio::runtime::Builder;
use tokio::sync::oneshot;
use tokio::task::yield_now;
use tokio::time::timeout;

/// What has happened, in order.
#[derive(Clone, Default)]
struct Events(Arc<Mutex<Vec<String>>>);

impl Events {
    fn note(&self, what: &str) {
        let mut events = self.0.lock().expect("not poisoned");
        events.push(what.to_owned());
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().expect("not poisoned").clone()
    }
}

/// Runs `test` on a runtime with one thread. Its clock stands still, and jumps when everybody waits: an
/// hour is over as soon as nobody can do anything. None if that happens.
fn within_an_hour<T>(test: impl Future<Output = T>) -> Option<T> {
    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime");
    runtime.block_on(async { timeout(Duration::from_secs(3600), test).await.ok() })
}

/// A message is saved, to the end, and then acknowledged.
#[support::test]
fn a_message_is_saved_and_then_acknowledged() {
    let events = Events::default();
    let save = async {
        events.note("save");
        yield_now().await;
        events.note("saved");
        Ok::<(), String>(())
    };
    let acknowledge = async { events.note("acknowledged") };
    let received = within_an_hour(receive(save, acknowledge)).expect("nobody waits for anything");
    assert_eq!(received, Ok(()));
    assert_eq!(
        events.all(),
        ["save", "saved", "acknowledged"],
        "what is missing was never polled, and what comes too early was polled too early"
    );
}

/// A message that could not be saved is not acknowledged.
#[support::test]
fn what_is_not_saved_is_not_acknowledged() {
    let events = Events::default();
    let save = async {
        yield_now().await;
        Err("the disk is full")
    };
    let acknowledge = async { events.note("acknowledged") };
    let received = within_an_hour(receive(save, acknowledge)).expect("nobody waits for anything");
    assert_eq!(received, Err("the disk is full"));
    assert_eq!(events.all(), [""; 0], "it was acknowledged, and is lost");
}

/// Who has a value in the cache does not fetch it.
#[support::test]
fn what_is_cached_is_not_fetched() {
    let events = Events::default();
    let fetch = async {
        events.note("fetched");
        2
    };
    let value = within_an_hour(cached_or(Some(1), fetch)).expect("nobody waits for anything");
    assert_eq!(value, 1);
    assert_eq!(
        events.all(),
        [""; 0],
        "the value was there, and `fetch` was polled all the same"
    );
    // Even one that would never end.
    assert_eq!(
        within_an_hour(cached_or(Some(1), pending())),
        Some(1),
        "the value was there, and `fetch` was waited for"
    );
}

/// Who has nothing in the cache fetches.
#[support::test]
fn what_is_not_cached_is_fetched() {
    assert_eq!(within_an_hour(cached_or(None, ready(2))), Some(2));
}

/// The reply does not wait for the log, which goes on after it.
#[support::test]
fn the_log_goes_on_after_the_reply() {
    let (open, gate) = oneshot::channel::<()>();
    let (written, log_written) = oneshot::channel();
    let log = async move {
        if gate.await.is_ok() {
            // Nobody may be there any more to hear of it.
            let _ = written.send("written");
        }
    };
    within_an_hour(async {
        let reply = timeout(Duration::from_secs(60), answer(ready("hello"), log)).await;
        assert_eq!(
            reply,
            Ok("hello"),
            "the reply was ready, and the log, which takes its time, held it up"
        );
        let open = open.send(());
        assert_eq!(
            open,
            Ok(()),
            "the reply is done, and the future of the log is gone: it was dropped, in the middle or \
             before it began"
        );
        assert_eq!(
            log_written.await,
            Ok("written"),
            "the log began, and did not get to its end"
        );
    })
    .expect("the reply is done, and nobody polls the log any more");
}

/// The log begins while the reply still waits.
#[support::test]
fn the_log_runs_beside_the_reply() {
    let (begun, log_begun) = oneshot::channel();
    let log = async move {
        let _ = begun.send(());
    };
    let reply = within_an_hour(answer(log_begun, log)).expect(
        "the reply waited for the log to begin, for ever: when is the log given to the scheduler?",
    );
    assert_eq!(reply, Ok(()), "the future of the log was dropped unpolled");
}

/// Who called first has the lower number, whoever is awaited first.
#[support::test]
fn the_number_is_taken_by_the_call() {
    let next = AtomicU64::new(7);
    let ann = take_number(&next, |number| ready(("ann", number)));
    let bob = take_number(&next, |number| ready(("bob", number)));
    let served = within_an_hour(async { [bob.await, ann.await] });
    assert_eq!(
        served,
        Some([("bob", 8), ("ann", 7)]),
        "ann called before bob: what is inside of `async` runs when it is polled, and bob was polled first"
    );
}

/// Before it is polled, nobody is served, and who leaves has been served nothing.
#[support::test]
fn nobody_is_served_before_being_polled() {
    let (next, events) = (AtomicU64::new(0), Events::default());
    let serve = |number: u64| {
        events.note(&format!("{number} is called"));
        let events = events.clone();
        async move { events.note(&format!("{number} is served")) }
    };
    let (left, stayed) = (take_number(&next, serve), take_number(&next, serve));
    assert_eq!(
        events.all(),
        [""; 0],
        "`serve` was called before the future was polled"
    );
    drop(left);
    within_an_hour(stayed).expect("nobody waits for anything");
    assert_eq!(events.all(), ["1 is called", "1 is served"]);
}
