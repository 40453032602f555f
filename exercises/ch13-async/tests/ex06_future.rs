//! Pending until there is something to say, and then woken: by hand, and in tokio's hands.

#[cfg_attr(not(solution), path = "../ex06_future.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch13-async/ex06_future.rs")]
mod exercise;

use std::pin::{Pin, pin};
use std::sync;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use exercise::{Closed, oneshot};
use tokio::runtime::Builder;
use tokio::select;
use tokio::time::timeout;

/// A task that only counts how often it is woken.
#[derive(Default)]
struct Task {
    wakes: AtomicUsize,
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        self.wakes.fetch_add(1, Ordering::Relaxed);
    }
}

impl Task {
    fn new() -> Arc<Self> {
        Arc::new(Self::default())
    }

    fn wakes(&self) -> usize {
        self.wakes.load(Ordering::Relaxed)
    }

    /// Polls `future` once, as the executor of this task would.
    fn polls<F: Future>(self: &Arc<Self>, future: Pin<&mut F>) -> Poll<F::Output> {
        let waker = Waker::from(Arc::clone(self));
        future.poll(&mut Context::from_waker(&waker))
    }
}

/// Runs `test` on a runtime whose clock jumps when everybody waits: an hour is over at once.
fn within_an_hour<T>(test: impl Future<Output = T>) -> Option<T> {
    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime");
    runtime.block_on(async { timeout(Duration::from_secs(3600), test).await.ok() })
}

/// What was sent before the first poll is there, and nobody is woken for it.
#[support::test]
fn what_is_there_is_ready() {
    let (sender, receiver) = oneshot();
    assert_eq!(sender.send(7), Ok(()));
    let task = Task::new();
    assert_eq!(task.polls(pin!(receiver)), Poll::Ready(Ok(7)));
    assert_eq!(task.wakes(), 0, "there was nobody to wake");
}

/// Pending, and nobody is woken before there is something to say; then once.
#[support::test]
fn who_waits_is_woken_once() {
    let (sender, receiver) = oneshot();
    let (task, mut receiver) = (Task::new(), pin!(receiver));
    for _ in 0..3 {
        assert_eq!(task.polls(receiver.as_mut()), Poll::Pending);
    }
    assert_eq!(
        task.wakes(),
        0,
        "nothing was sent, and the task was woken: it would be polled again and again, and take a \
         processor for itself while it waits"
    );
    assert_eq!(sender.send(7), Ok(()));
    assert!(
        task.wakes() > 0,
        "a value was sent, and the task that waits for it was not woken: it would wait for ever"
    );
    assert_eq!(
        task.wakes(),
        1,
        "woken, and then woken once more for nothing"
    );
    assert_eq!(task.polls(receiver), Poll::Ready(Ok(7)));
}

/// A sender that is dropped is an error, for who waits and for who comes later.
#[support::test]
fn a_sender_that_is_dropped_closes() {
    let (sender, receiver) = oneshot::<u8>();
    let (task, mut receiver) = (Task::new(), pin!(receiver));
    assert_eq!(task.polls(receiver.as_mut()), Poll::Pending);
    drop(sender);
    assert_eq!(
        task.wakes(),
        1,
        "the sender is gone, and who waits for it has to be woken, once"
    );
    assert_eq!(task.polls(receiver), Poll::Ready(Err(Closed)));

    let (sender, receiver) = oneshot::<u8>();
    drop(sender);
    assert_eq!(task.polls(pin!(receiver)), Poll::Ready(Err(Closed)));
}

/// It is the task that polled last that is woken: a future may have moved to another one.
#[support::test]
fn who_polled_last_is_woken() {
    let (sender, receiver) = oneshot();
    let (first, second, mut receiver) = (Task::new(), Task::new(), pin!(receiver));
    assert_eq!(first.polls(receiver.as_mut()), Poll::Pending);
    assert_eq!(second.polls(receiver.as_mut()), Poll::Pending);
    assert_eq!(sender.send(7), Ok(()));
    assert_eq!(
        second.wakes(),
        1,
        "a second task has polled the receiver, and waits; the value came, and it was not woken: is it the \
         waker of the first poll that is kept?"
    );
    assert_eq!(
        first.wakes(),
        0,
        "the first task has given the receiver away, and is woken all the same"
    );
}

/// Who sends to nobody gets the value back.
#[support::test]
fn what_nobody_receives_comes_back() {
    let (sender, receiver) = oneshot();
    drop(receiver);
    assert_eq!(sender.send(7), Err(7));
}

/// A receiver that is dropped while it waits leaves nothing of its task behind, and the value comes back.
#[support::test]
fn a_receiver_that_is_dropped_leaves_nothing_behind() {
    let (sender, receiver) = oneshot();
    let task = Task::new();
    {
        let mut receiver = Box::pin(receiver);
        assert_eq!(task.polls(receiver.as_mut()), Poll::Pending);
    }
    assert_eq!(
        Arc::strong_count(&task),
        1,
        "the receiver is gone, and a waker of its task is still there: it keeps the task in memory for as \
         long as the sender lives"
    );
    assert_eq!(sender.send(7), Err(7));
    assert_eq!(task.wakes(), 0, "nobody waits any more");
}

/// A value that was sent and not received is dropped with its receiver.
#[support::test]
fn what_was_sent_and_not_received_is_dropped() {
    let (sender, receiver) = oneshot();
    let value = Arc::new(());
    assert!(sender.send(Arc::clone(&value)).is_ok());
    drop(receiver);
    assert_eq!(Arc::strong_count(&value), 1, "the value is still somewhere");
}

/// Awaited in a task of tokio's, it is woken from another one.
#[support::test]
fn a_task_awaits_it() {
    let received = within_an_hour(async {
        let (sender, receiver) = oneshot();
        let waits = tokio::spawn(receiver);
        tokio::task::yield_now().await;
        sender.send(7).expect("the receiver waits");
        waits.await.expect("the task does not panic")
    });
    assert_eq!(
        received,
        Some(Ok(7)),
        "the value was sent, and the task that awaits it still sleeps"
    );
}

/// A branch of a `select!` that loses is dropped: nobody receives any more.
#[support::test]
fn who_loses_a_select_is_gone() {
    within_an_hour(async {
        let (sender, receiver) = oneshot();
        select! {
            biased;
            received = receiver => panic!("nobody has sent, and received is {received:?}"),
            () = std::future::ready(()) => {}
        }
        assert_eq!(
            sender.send(7),
            Err(7),
            "the receiver was dropped by `select!`, and who sends must hear of it"
        );
    })
    .expect("nobody waits for anything");
}

/// A receiver that is only lent to a `select!` loses nothing when it loses.
#[support::test]
fn who_is_lent_to_a_select_can_be_awaited_later() {
    let received = within_an_hour(async {
        let (sender, mut receiver) = oneshot();
        let mut ticks = tokio::time::interval(Duration::from_secs(1));
        let mut sender = Some(sender);
        let mut passed = 0;
        loop {
            select! {
                biased;
                received = &mut receiver => break (received, passed),
                _ = ticks.tick() => passed += 1,
            }
            if passed == 3 {
                let sender = sender.take().expect("it is sent once");
                sender.send(7).expect("the receiver is there");
            }
        }
    });
    assert_eq!(received, Some((Ok(7), 3)));
}
