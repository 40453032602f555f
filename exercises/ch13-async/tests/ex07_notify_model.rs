//! In every interleaving, who waits is told, each of two is, and what a dropped one knew is handed on.

use support::{sync, thread};

#[cfg_attr(not(solution), path = "../ex07_notify.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch13-async/ex07_notify.rs")]
mod exercise;

use std::pin::{Pin, pin};
use std::task::{Context, Poll, Wake, Waker};

use exercise::Notify;
use support::model::Model;
use sync::Arc;
use sync::atomic::{AtomicU32, Ordering::Relaxed};

/// Wakes a thread that is parked.
struct Unpark(thread::Thread);

impl Wake for Unpark {
    fn wake(self: std::sync::Arc<Self>) {
        self.0.unpark();
    }
}

/// The smallest runtime there is: polls, and sleeps until it is woken.
fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let waker = Waker::from(std::sync::Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        thread::park();
    }
}

fn is_ready<F: Future>(future: Pin<&mut F>) -> bool {
    let mut nobody = Context::from_waker(Waker::noop());
    future.poll(&mut nobody).is_ready()
}

/// Who waits is told, whether the notification comes before, while or after it gets in line.
#[support::test]
fn who_waits_is_told() {
    support::model(|| {
        let notify = Arc::new(Notify::new());
        let notifier = Arc::clone(&notify);
        let notifier = thread::spawn(move || notifier.notify_one());
        block_on(notify.notified());
        notifier.join().unwrap();
    });
}

/// What was done before the notification is seen by who was told.
#[support::test]
fn what_was_done_before_is_seen() {
    support::model(|| {
        let shared = Arc::new((Notify::new(), AtomicU32::new(0)));
        let notifier = Arc::clone(&shared);
        let notifier = thread::spawn(move || {
            notifier.1.store(7, Relaxed);
            notifier.0.notify_one();
        });
        block_on(shared.0.notified());
        assert_eq!(shared.1.load(Relaxed), 7, "what the notification was about");
        notifier.join().unwrap();
    });
}

/// Two wait, two notifications come: each gets one.
#[support::test]
fn two_wait_two_are_told() {
    support::model(|| {
        let notify = Arc::new(Notify::new());
        let mut one = pin!(notify.notified());
        assert!(!is_ready(one.as_mut()), "nobody has notified");
        let waiter = Arc::clone(&notify);
        let mut two = Box::pin(async move { waiter.notified().await });
        assert!(!is_ready(two.as_mut()), "nobody has notified");
        let waiter = thread::spawn(move || block_on(two));
        notify.notify_one();
        notify.notify_one();
        block_on(one);
        waiter.join().unwrap();
    });
}

/// A notification comes while another thread takes over the future.
#[support::test]
fn a_new_waker_is_in_time() {
    support::model(|| {
        let notify = Arc::new(Notify::new());
        let mut waiting = pin!(notify.notified());
        assert!(!is_ready(waiting.as_mut()), "nobody has notified");
        let notifier = Arc::clone(&notify);
        let notifier = thread::spawn(move || notifier.notify_one());
        block_on(waiting);
        notifier.join().unwrap();
    });
}

/// One of two is dropped while the notification comes: the other one gets it.
#[support::test]
fn a_dropped_one_hands_it_on_in_time() {
    support::model(|| {
        let notify = Arc::new(Notify::new());
        let mut gone = Box::pin(notify.notified());
        assert!(!is_ready(gone.as_mut()), "nobody has notified");
        let notifier = Arc::clone(&notify);
        let notifier = thread::spawn(move || notifier.notify_one());
        drop(gone);
        block_on(notify.notified());
        notifier.join().unwrap();
    });
}

/// The same with the other one in line already, and in a thread of its own.
#[support::test]
fn a_dropped_one_wakes_the_next() {
    Model::new().preemptions(3).check(|| {
        let notify = Arc::new(Notify::new());
        let mut gone = Box::pin(notify.notified());
        assert!(!is_ready(gone.as_mut()), "nobody has notified");
        let waiter = Arc::clone(&notify);
        let waiter = thread::spawn(move || block_on(waiter.notified()));
        let notifier = Arc::clone(&notify);
        let notifier = thread::spawn(move || notifier.notify_one());
        drop(gone);
        waiter.join().unwrap();
        notifier.join().unwrap();
    });
}

/// A waker may do anything, even notify in its turn.
#[support::test]
fn a_waker_may_notify() {
    struct Chain(Arc<Notify>);

    impl Wake for Chain {
        fn wake(self: std::sync::Arc<Self>) {
            self.0.notify_one();
        }
    }

    support::model(|| {
        let notify = Arc::new(Notify::new());
        let chain = Chain(Arc::clone(&notify));
        let chain = Waker::from(std::sync::Arc::new(chain));
        let (mut one, mut two) = (pin!(notify.notified()), pin!(notify.notified()));
        let mut context = Context::from_waker(&chain);
        assert!(one.as_mut().poll(&mut context).is_pending() && !is_ready(two.as_mut()));
        drop(chain);
        notify.notify_one();
        assert!(is_ready(one), "it was notified");
        assert!(is_ready(two), "the waker of the first has notified it");
    });
}
