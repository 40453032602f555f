//! A notification reaches one who waits, or the next who would, and is never lost and never two.

use std::sync;

#[cfg_attr(not(solution), path = "../ex07_notify.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch13-async/ex07_notify.rs")]
mod exercise;

use std::collections::VecDeque;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};
use std::time::Duration;

use exercise::Notify;

/// Counts how often it is woken.
#[derive(Default)]
struct Bell(AtomicUsize);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Relaxed);
    }
}

impl Bell {
    fn rung(&self) -> usize {
        self.0.load(Relaxed)
    }
}

/// Whether `future` is ready; if not, it wakes `waker`.
fn ready<F: Future>(future: Pin<&mut F>, waker: &Waker) -> bool {
    future.poll(&mut Context::from_waker(waker)).is_ready()
}

/// Whether `future` is ready.
fn is_ready<F: Future>(future: Pin<&mut F>) -> bool {
    ready(future, Waker::noop())
}

/// Who comes after the notification finds a permit, and takes it.
#[support::test]
fn a_permit_waits_for_the_next() {
    let notify = Notify::new();
    assert!(!is_ready(pin!(notify.notified())), "nobody has notified");
    notify.notify_one();
    assert!(
        is_ready(pin!(notify.notified())),
        "it was notified while nobody waited: the next one need not wait"
    );
    assert!(
        !is_ready(pin!(notify.notified())),
        "the permit was taken, and there is another"
    );
}

/// Of two notifications while nobody waits, one permit remains.
#[support::test]
fn two_permits_are_one() {
    let notify = Notify::new();
    notify.notify_one();
    notify.notify_one();
    assert!(is_ready(pin!(notify.notified())), "there is a permit");
    assert!(
        !is_ready(pin!(notify.notified())),
        "two notifications that nobody waited for say one thing, that there is something to do: they are \
         one permit"
    );
}

/// Who waits is woken, once, and is ready then; it leaves no permit behind.
#[support::test]
fn who_waits_is_woken() {
    let (notify, bell) = (Notify::new(), Arc::new(Bell::default()));
    let waker = Waker::from(Arc::clone(&bell));
    let mut waiting = pin!(notify.notified());
    assert!(!ready(waiting.as_mut(), &waker), "nobody has notified");
    assert_eq!(bell.rung(), 0, "nobody has notified");
    notify.notify_one();
    assert_eq!(bell.rung(), 1, "times that the waker was woken");
    assert!(is_ready(waiting.as_mut()), "it was notified");
    assert!(
        !is_ready(pin!(notify.notified())),
        "one has been notified, and there is a permit as well: one notification is for one"
    );
}

/// Who waits is notified, and the next notification is a permit: that is for somebody else.
#[support::test]
fn who_was_in_line_leaves_the_permit() {
    let notify = Notify::new();
    let mut waiting = pin!(notify.notified());
    assert!(!is_ready(waiting.as_mut()), "nobody has notified");
    notify.notify_one();
    notify.notify_one();
    assert!(is_ready(waiting.as_mut()), "it was notified");
    assert!(
        is_ready(pin!(notify.notified())),
        "two notifications: the first was for the one who waited, and of the second a permit remains, \
         whoever was polled meanwhile"
    );
}

/// Of two who wait, one notification is for one.
#[support::test]
fn one_notification_is_for_one() {
    let notify = Notify::new();
    let (mut one, mut two) = (pin!(notify.notified()), pin!(notify.notified()));
    assert!(!is_ready(one.as_mut()) && !is_ready(two.as_mut()));
    notify.notify_one();
    let ready = [is_ready(one.as_mut()), is_ready(two.as_mut())];
    assert_ne!(ready, [true; 2], "both are ready by one notification");
    assert_ne!(ready, [false; 2], "one was notified, and none is ready");
}

/// Who has waited longest is notified first.
#[support::test]
fn who_waits_longest_is_first() {
    let notify = Notify::new();
    let mut waiting = [(); 3].map(|()| Box::pin(notify.notified()));
    for waiting in &mut waiting {
        assert!(!is_ready(waiting.as_mut()), "nobody has notified");
    }
    for first in 0..3 {
        notify.notify_one();
        let ready: Vec<_> = waiting.iter_mut().map(|it| is_ready(it.as_mut())).collect();
        let expected: Vec<_> = (0..3).map(|it| it <= first).collect();
        assert_eq!(ready, expected, "after {} notifications", first + 1);
    }
}

/// A future may be polled at any time, as `select!` does it: that says nothing.
#[support::test]
fn a_poll_is_no_notification() {
    let notify = Notify::new();
    let mut waiting = pin!(notify.notified());
    for poll in 1..=3 {
        assert!(
            !is_ready(waiting.as_mut()),
            "nobody has notified, and it is ready at poll {poll}"
        );
    }
}

/// Who was polled twice has one place in the line.
#[support::test]
fn who_is_polled_twice_is_in_line_once() {
    let notify = Notify::new();
    {
        let mut waiting = pin!(notify.notified());
        assert!(!is_ready(waiting.as_mut()) && !is_ready(waiting.as_mut()));
        notify.notify_one();
        assert!(is_ready(waiting.as_mut()), "it was notified");
    }
    notify.notify_one();
    assert!(
        is_ready(pin!(notify.notified())),
        "nobody waited, so there should be a permit: did the notification go to a second place in line \
         of one who is gone?"
    );
}

/// The task that polled last is the one to wake.
#[support::test]
fn the_last_waker_is_woken() {
    let (notify, bells) = (Notify::new(), [(); 2].map(|()| Arc::new(Bell::default())));
    let mut waiting = pin!(notify.notified());
    for bell in &bells {
        assert!(!ready(waiting.as_mut(), &Waker::from(Arc::clone(bell))));
    }
    notify.notify_one();
    assert_eq!(
        bells.map(|bell| bell.rung()),
        [0, 1],
        "it was polled with one waker, and then with another, since it is in another task now: only the \
         last one counts"
    );
}

/// Who has left the line is not notified in it.
#[support::test]
fn who_was_dropped_is_not_notified() {
    let notify = Notify::new();
    {
        let mut gone = pin!(notify.notified());
        assert!(!is_ready(gone.as_mut()));
    }
    let mut waiting = pin!(notify.notified());
    assert!(!is_ready(waiting.as_mut()));
    notify.notify_one();
    assert!(
        is_ready(waiting),
        "one waits, and it was one who is gone that was notified"
    );
}

/// Who was notified and is dropped before it learned of it hands that on, to who waits or as a permit.
#[support::test]
fn a_dropped_one_hands_it_on() {
    let (notify, bell) = (Notify::new(), Arc::new(Bell::default()));
    let waker = Waker::from(Arc::clone(&bell));
    {
        let mut first = Box::pin(notify.notified());
        let mut second = pin!(notify.notified());
        assert!(!is_ready(first.as_mut()) && !ready(second.as_mut(), &waker));
        notify.notify_one();
        drop(first);
        assert_eq!(
            bell.rung(),
            1,
            "the first in line was notified, and dropped before it was polled again: the second waits for \
             something that has happened"
        );
    }
    assert!(
        is_ready(pin!(notify.notified())),
        "two were notified, one by the other, and both were dropped: a permit remains"
    );
}

/// Who was ready hands nothing on.
#[support::test]
fn what_was_used_is_not_handed_on() {
    let notify = Notify::new();
    {
        let mut waiting = pin!(notify.notified());
        assert!(!is_ready(waiting.as_mut()));
        notify.notify_one();
        assert!(is_ready(waiting.as_mut()));
    }
    assert!(
        !is_ready(pin!(notify.notified())),
        "one notification has been two: one was ready by it, and handed it on when it was dropped"
    );
    notify.notify_one();
    assert!(is_ready(pin!(notify.notified())), "there was a permit");
    assert!(!is_ready(pin!(notify.notified())), "and it is used");
}

/// Who was never polled has nothing to hand on, and takes nothing along.
#[support::test]
fn who_never_waited_hands_nothing_on() {
    let notify = Notify::new();
    drop(notify.notified());
    assert!(
        !is_ready(pin!(notify.notified())),
        "nobody has notified; one was made and dropped, and there is a permit"
    );
    let unpolled = notify.notified();
    notify.notify_one();
    drop(unpolled);
    assert!(
        is_ready(pin!(notify.notified())),
        "it was notified, and one who had never been polled was dropped: the permit remains"
    );
}

/// Two tasks of tokio and a queue between them: everything comes through.
#[support::test]
fn tasks_hand_over_a_queue() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime");
    let queue = Arc::new((Mutex::new(VecDeque::new()), Notify::new()));
    let received = runtime.block_on(async {
        let producer = Arc::clone(&queue);
        tokio::spawn(async move {
            for number in 0..100 {
                producer.0.lock().unwrap().push_back(number);
                producer.1.notify_one();
                if number % 7 == 0 {
                    tokio::task::yield_now().await;
                }
            }
        });
        let consumer = async {
            let mut received = Vec::new();
            while received.len() < 100 {
                queue.1.notified().await;
                received.extend(queue.0.lock().unwrap().drain(..));
            }
            received
        };
        let hour = Duration::from_secs(3600);
        let received = tokio::time::timeout(hour, consumer).await;
        received.expect("there was something in the queue, and the consumer was not told")
    });
    assert_eq!(received, Vec::from_iter(0..100));
}
