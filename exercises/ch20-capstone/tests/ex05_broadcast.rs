//! A queue has its bound, its policy decides what is dropped, and who sleeps is woken once.

use std::{sync, thread};

#[cfg_attr(not(solution), path = "../ex05_broadcast.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch20-capstone/ex05_broadcast.rs")]
mod exercise;

use std::iter;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};

use exercise::Policy::{Disconnect, DropNewest, DropOldest};
use exercise::{Policy, Pushed, Queue, broadcast};
use support::alloc::measure;

/// It has room, and the consumer is awake.
const QUEUED: Pushed = Pushed {
    wake: false,
    dropped: 0,
    full: false,
};

/// It has room, and the consumer is to be woken.
const WAKE: Pushed = Pushed {
    wake: true,
    ..QUEUED
};

/// One item was dropped, the new one or another.
const DROPPED: Pushed = Pushed {
    dropped: 1,
    ..QUEUED
};

const POLICIES: [Policy; 3] = [DropOldest, DropNewest, Disconnect];

/// All that is in the queue.
fn rest<T>(queue: &Queue<T>) -> Vec<T> {
    iter::from_fn(|| queue.pop()).collect()
}

/// Items come out in the order in which they went in, and as long as there is room, the policy does not matter.
#[support::test]
fn items_come_in_their_order() {
    for policy in POLICIES {
        let queue = Queue::new(3, policy);
        let pushed = ["one", "two", "three"].map(|it| queue.push(it));
        assert_eq!(pushed, [QUEUED; 3], "{policy:?}: there is room for three");
        assert_eq!(queue.len(), 3, "nothing was popped yet");
        assert_eq!(rest(&queue), ["one", "two", "three"], "{policy:?}");
        assert!(!queue.is_closed(), "{policy:?}: it was never full");
    }
}

/// With `DropOldest`, a full queue holds the newest items.
#[support::test]
fn a_full_queue_drops_the_oldest() {
    let queue = Queue::new(3, DropOldest);
    let pushed = [1, 2, 3, 4, 5].map(|it| queue.push(it));
    assert_eq!(
        pushed,
        [QUEUED, QUEUED, QUEUED, DROPPED, DROPPED],
        "there is room for three; then each new one takes the place of an old one"
    );
    assert_eq!(
        rest(&queue),
        [3, 4, 5],
        "five were pushed, room is for three"
    );
}

/// With `DropNewest`, a full queue holds the oldest items.
#[support::test]
fn a_full_queue_drops_the_newest() {
    let queue = Queue::new(3, DropNewest);
    let pushed = [1, 2, 3, 4, 5].map(|it| queue.push(it));
    assert_eq!(
        pushed,
        [QUEUED, QUEUED, QUEUED, DROPPED, DROPPED],
        "there is room for three; 4 and 5 will never be popped"
    );
    assert_eq!(
        rest(&queue),
        [1, 2, 3],
        "five were pushed, room is for three"
    );
    assert_eq!(
        queue.push(6),
        WAKE,
        "there is room again, and the consumer saw nothing"
    );
}

/// With `Disconnect`, the push that finds it full closes the queue, and gives back the memory of all that waits.
#[support::test]
fn a_full_queue_is_cut_off() {
    let queue = Queue::new(2, Disconnect);
    let letter = Arc::new("a letter");
    let push = || queue.push(Arc::clone(&letter));
    assert_eq!([push(), push()], [QUEUED; 2], "there is room for two");
    let cut_off = Pushed {
        wake: false,
        dropped: 3,
        full: true,
    };
    assert_eq!(
        push(),
        cut_off,
        "two waited and one was new: none will be popped"
    );
    assert_eq!(
        Arc::strong_count(&letter),
        1,
        "who is cut off reads nothing any more, and copies of the letter still wait for that"
    );
    assert!(queue.is_closed(), "it was cut off");
    assert_eq!(push(), DROPPED, "it was cut off, and that was said before");
    assert_eq!(queue.pop(), None, "it was cut off, and nothing is left");
}

/// Who saw that there is nothing is woken by the next push, and by that one only.
#[support::test]
fn who_sleeps_is_woken_once() {
    for policy in POLICIES {
        let queue = Queue::new(2, policy);
        assert_eq!(
            queue.push(1),
            QUEUED,
            "the consumer of a new queue is awake"
        );
        assert_eq!(queue.pop(), Some(1));
        assert_eq!(
            queue.push(2),
            QUEUED,
            "the queue was empty, but the consumer does not know it yet: it is awake, and will look again"
        );
        assert_eq!((queue.pop(), queue.pop()), (Some(2), None));
        assert_eq!(
            queue.push(3),
            WAKE,
            "it saw that there is nothing, and sleeps"
        );
        assert_eq!(
            queue.push(4),
            QUEUED,
            "the push before this one has woken it already: two wake-ups for one sleep"
        );
        assert_eq!((queue.pop(), queue.pop()), (Some(3), Some(4)));
        assert_eq!((queue.pop(), queue.pop()), (None, None));
        assert_eq!(queue.push(5), WAKE, "it looked twice, and sleeps");
    }
}

/// A closed queue lets nothing in; what was there before is popped, and then comes the end.
#[support::test]
fn what_is_there_outlives_the_close() {
    for policy in POLICIES {
        let queue = Queue::new(2, policy);
        queue.push(1);
        queue.push(2);
        assert!(!queue.close(), "{policy:?}: the consumer is awake");
        assert_eq!(queue.push(3), DROPPED, "{policy:?}: it is closed, not full");
        assert_eq!(
            rest(&queue),
            [1, 2],
            "{policy:?}: they came before the close"
        );
        assert!(queue.is_closed(), "{policy:?}");
        assert_eq!(
            queue.push(4),
            DROPPED,
            "{policy:?}: it is closed, and nobody is to be woken for what is not there"
        );
    }
}

/// The close wakes whoever sleeps, once.
#[support::test]
fn the_close_wakes_who_sleeps() {
    let queue = Queue::<u32>::new(2, DropOldest);
    assert_eq!(queue.pop(), None);
    assert!(
        queue.close(),
        "the consumer sleeps, and nothing else will wake it"
    );
    assert!(!queue.close(), "it was closed, and woken, before");
    assert_eq!(queue.pop(), None);
    assert!(
        !queue.close(),
        "who has seen the end does not wait for anything"
    );
}

/// An item that looks into the queue when it is dropped.
struct Comes {
    back: Arc<Queue<Comes>>,
    ends: Arc<AtomicUsize>,
}

impl Drop for Comes {
    fn drop(&mut self) {
        self.ends.fetch_add(1, Ordering::Relaxed);
        // Takes the lock. Nobody may hold it here.
        let _ = self.back.len();
    }
}

/// What is dropped is dropped without the lock: it may look into the queue at its end.
#[support::test]
fn what_is_dropped_may_come_back() {
    for (policy, dropped) in [(DropOldest, 1), (DropNewest, 1), (Disconnect, 2)] {
        let back = Arc::new(Queue::new(1, policy));
        let ends = Arc::new(AtomicUsize::new(0));
        let push = || {
            back.push(Comes {
                back: Arc::clone(&back),
                ends: Arc::clone(&ends),
            })
        };
        push();
        assert_eq!(push().dropped, dropped, "{policy:?}: there is room for one");
        assert_eq!(ends.load(Ordering::Relaxed), dropped, "{policy:?}");
        back.close();
        assert_eq!(push().dropped, 1, "it is closed");
        drop(back.pop());
    }
}

/// A queue without items needs no memory, however long it may become.
#[support::test]
fn an_empty_queue_is_small() {
    let (queue, allocated) = measure(|| Queue::<[u8; 64]>::new(1_024, DropOldest));
    assert!(
        allocated.bytes <= 256,
        "a new queue asked for {} bytes: with 10,000 connections, each with room for 1,024 items that will seldom \
         come, that is {} MB for nothing",
        allocated.bytes,
        allocated.bytes / 100
    );
    queue.push([0; 64]);
    assert_eq!(queue.len(), 1);
}

/// A broadcast comes to all who can take it, whatever has happened to the others, and each outcome is told.
#[support::test]
fn a_slow_consumer_holds_up_nobody() {
    let message = Arc::new("hello, all".to_owned());
    for (policy, outcome, left) in [
        (DropOldest, DROPPED, 1),
        (DropNewest, DROPPED, 1),
        (
            Disconnect,
            Pushed {
                wake: false,
                dropped: 2,
                full: true,
            },
            0,
        ),
    ] {
        let queues: Vec<_> = (0..5).map(|_| Queue::new(1, policy)).collect();
        queues[1].push(Arc::new("an old one".to_owned()));
        queues[2].close();
        assert_eq!(queues[4].pop(), None, "the last one sleeps");
        let mut told = Vec::new();
        broadcast(&queues, &message, |number, pushed| {
            told.push((number, pushed))
        });
        assert_eq!(
            told,
            [
                (0, QUEUED),
                (1, outcome),
                (2, DROPPED),
                (3, QUEUED),
                (4, WAKE)
            ],
            "{policy:?}: number 1 is full, number 2 is closed, and 0, 3 and 4 have room"
        );
        assert_eq!(queues[1].len(), left, "{policy:?}: number 1 was full");
        for number in [0, 3, 4] {
            let got = queues[number].pop();
            assert!(
                got.is_some_and(|it| Arc::ptr_eq(&it, &message)),
                "{policy:?}: number {number} had room, and did not get the very message"
            );
        }
    }
}

/// A message that counts how often it is cloned, and looks into a queue when it is.
struct Looks<'a>(&'a Queue<usize>, usize);

impl Clone for Looks<'_> {
    fn clone(&self) -> Self {
        Self(self.0, self.0.len())
    }
}

/// Who is told the outcome may use the queue: to close it, for instance.
#[support::test]
fn the_outcome_may_use_the_queue() {
    let queues = [1, 2].map(|_| Queue::new(1, DropNewest));
    let mut closed = 0;
    for _ in 0..2 {
        broadcast(&queues, &"hello", |number, pushed| {
            if pushed.dropped > 0 {
                // Two lost messages are enough.
                queues[number].close();
                closed += 1;
            }
        });
    }
    assert_eq!(closed, 2, "both had room for one of two");
    assert!(queues.iter().all(Queue::is_closed), "both were closed");

    let seen = Queue::new(1, DropNewest);
    let queues = [1, 2].map(|_| Queue::new(1, DropNewest));
    broadcast(&queues, &Looks(&seen, 7), |_, _| ());
    assert_eq!(
        queues.each_ref().map(|it| it.pop().map(|it| it.1)),
        [Some(0); 2]
    );
}

/// Three producers and a consumer that sleeps: each item is popped or counted as dropped, in order, and each
/// sleep is woken once at most.
#[support::test]
fn under_load_each_item_is_accounted_for() {
    const EACH: usize = 2_000;
    for policy in [DropOldest, DropNewest] {
        let queue = Queue::new(8, policy);
        let (bell, rings) = mpsc::channel();
        let dropped = AtomicUsize::new(0);
        let rung = AtomicUsize::new(0);
        let (popped, sleeps) = thread::scope(|scope| {
            let queue = &queue;
            let consumer = scope.spawn(move || {
                let (mut popped, mut sleeps) = (Vec::new(), 0);
                loop {
                    match queue.pop() {
                        Some(item) => popped.push(item),
                        None if queue.is_closed() => return (popped, sleeps),
                        None => {
                            sleeps += 1;
                            rings.recv().expect("somebody has the bell");
                        }
                    }
                }
            });
            let bell = || {
                rung.fetch_add(1, Ordering::Relaxed);
                // Who has ended needs no bell.
                let _ = bell.send(());
            };
            thread::scope(|scope| {
                for producer in 0..3 {
                    let (dropped, bell) = (&dropped, bell);
                    scope.spawn(move || {
                        for item in 0..EACH {
                            let pushed = queue.push(producer * EACH + item);
                            dropped.fetch_add(pushed.dropped, Ordering::Relaxed);
                            if pushed.wake {
                                bell();
                            }
                            if item % 8 == 0 {
                                thread::yield_now();
                            }
                        }
                    });
                }
            });
            if queue.close() {
                bell();
            }
            consumer.join().expect("the consumer does not panic")
        });
        let (dropped, rung) = (dropped.into_inner(), rung.into_inner());
        assert_eq!(
            popped.len() + dropped,
            3 * EACH,
            "{policy:?}: {} were popped, and {dropped} said to be dropped",
            popped.len()
        );
        for producer in 0..3 {
            let of_one = popped.iter().filter(|&it| it / EACH == producer);
            assert!(
                of_one.is_sorted(),
                "{policy:?}: one producer's items changed places"
            );
        }
        assert!(
            rung <= sleeps + 1,
            "{policy:?}: the consumer went to sleep {sleeps} times, and was woken {rung} times"
        );
    }
}
