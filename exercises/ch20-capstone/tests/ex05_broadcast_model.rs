//! In every interleaving, no wake-up is lost and none is doubled, the bound holds, and no item is unaccounted for.

use support::{sync, thread};

#[cfg_attr(not(solution), path = "../ex05_broadcast.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch20-capstone/ex05_broadcast.rs")]
mod exercise;

use exercise::Policy::{Disconnect, DropNewest, DropOldest};
use exercise::{Queue, broadcast};
use support::model::Model;
use sync::Arc;

/// Pops items, and sleeps when there is none, until there is one.
fn next<T>(queue: &Queue<T>) -> Option<T> {
    loop {
        match queue.pop() {
            Some(item) => return Some(item),
            None if queue.is_closed() => return None,
            None => thread::park(),
        }
    }
}

/// Who saw that there is nothing is woken by the push, whenever it comes.
#[support::test]
fn no_wake_up_is_lost() {
    support::model(|| {
        let queue = Arc::new(Queue::new(1, DropOldest));
        let consumer = thread::current();
        let producer = Arc::clone(&queue);
        let pushing = thread::spawn(move || {
            if producer.push("hello").wake {
                consumer.unpark();
            }
        });
        assert_eq!(next(&queue), Some("hello"), "it was pushed");
        pushing.join().unwrap();
    });
}

/// Two push to one who sleeps again and again: it gets both items, whoever of them wakes it.
#[support::test]
fn each_sleep_is_woken() {
    Model::new().preemptions(3).check(|| {
        let queue = Arc::new(Queue::new(2, DropOldest));
        let pushing = [1, 10].map(|item| {
            let (producer, consumer) = (Arc::clone(&queue), thread::current());
            thread::spawn(move || {
                if producer.push(item).wake {
                    consumer.unpark();
                }
            })
        });
        let popped = [next(&queue), next(&queue)];
        assert!(
            popped == [Some(1), Some(10)] || popped == [Some(10), Some(1)],
            "1 and 10 were pushed, there is room for both, and the consumer got {popped:?}"
        );
        for pushing in pushing {
            pushing.join().unwrap();
        }
    });
}

/// Who saw that there is nothing is woken by the close, whenever it comes.
#[support::test]
fn the_close_wakes_who_sleeps() {
    support::model(|| {
        let queue = Arc::new(Queue::<u32>::new(1, DropOldest));
        let consumer = thread::current();
        let hub = Arc::clone(&queue);
        let closing = thread::spawn(move || {
            if hub.close() {
                consumer.unpark();
            }
        });
        assert_eq!(
            next(&queue),
            None,
            "nothing was pushed, and the queue was closed"
        );
        closing.join().unwrap();
    });
}

/// Two push to one who sleeps: one of them wakes it.
#[support::test]
fn one_of_two_wakes_it() {
    support::model(|| {
        let queue = Arc::new(Queue::new(2, DropNewest));
        assert_eq!(queue.pop(), None, "nothing was pushed");
        let other = Arc::clone(&queue);
        let pushing = thread::spawn(move || other.push(1).wake);
        let wakes = [queue.push(2).wake, pushing.join().unwrap()];
        let wakes = wakes.iter().filter(|&&it| it).count();
        assert_eq!(
            wakes, 1,
            "the consumer slept once, and of two who pushed, {wakes} were told to wake it"
        );
    });
}

/// A push wakes the consumer if it has seen that there is nothing, and not otherwise.
#[support::test]
fn only_who_sleeps_is_woken() {
    support::model(|| {
        let queue = Arc::new(Queue::new(2, DropOldest));
        let other = Arc::clone(&queue);
        let pushing = thread::spawn(move || other.push(1).wake);
        let popped = queue.pop();
        let wake = pushing.join().unwrap();
        assert_eq!(
            wake,
            popped.is_none(),
            "the consumer got {popped:?}: it sleeps if it got none, and then somebody has to wake it"
        );
    });
}

/// Two push to a full queue: it keeps its bound, and the oldest is gone.
#[support::test]
fn the_bound_holds() {
    support::model(|| {
        let queue = Arc::new(Queue::new(1, DropOldest));
        queue.push(0);
        let other = Arc::clone(&queue);
        let pushing = thread::spawn(move || other.push(1));
        let pushed = [queue.push(2), pushing.join().unwrap()];
        let dropped = pushed[0].dropped + pushed[1].dropped;
        assert_eq!(
            (queue.len(), dropped),
            (1, 2),
            "how many wait, and how many were said to be dropped: 0 was there, 1 and 2 were pushed, and there is \
             room for one"
        );
        assert!(
            !pushed[0].wake && !pushed[1].wake,
            "the consumer has not looked yet, so it does not sleep"
        );
        assert_ne!(queue.pop(), Some(0), "0 was the oldest");
    });
}

/// What is pushed while the consumer pops is popped, or counted as dropped, and never neither.
#[support::test]
fn what_is_dropped_is_counted() {
    support::model(|| {
        let queue = Arc::new(Queue::new(1, DropOldest));
        queue.push(0);
        let producer = Arc::clone(&queue);
        let pushing = thread::spawn(move || [producer.push(1), producer.push(2)]);
        let mut popped = usize::from(queue.pop().is_some());
        let dropped: usize = pushing.join().unwrap().iter().map(|it| it.dropped).sum();
        while queue.pop().is_some() {
            popped += 1;
        }
        assert_eq!(
            popped + dropped,
            3,
            "of three items, {popped} were popped and {dropped} said to be dropped"
        );
    });
}

/// Two find the queue full at the same time: one of them has cut it off.
#[support::test]
fn it_is_cut_off_once() {
    support::model(|| {
        let queue = Arc::new(Queue::new(1, Disconnect));
        queue.push(0);
        let other = Arc::clone(&queue);
        let pushing = thread::spawn(move || other.push(1));
        let pushed = [queue.push(2), pushing.join().unwrap()];
        let cut_off = pushed.iter().filter(|it| it.full).count();
        let dropped = pushed[0].dropped + pushed[1].dropped;
        assert_eq!(
            (cut_off, dropped, queue.len()),
            (1, 3, 0),
            "how many were told to cut it off, how many items were said to be dropped, and how many wait"
        );
    });
}

/// What is pushed while the queue is closed is there to be popped, or was dropped.
#[support::test]
fn pushed_or_closed() {
    support::model(|| {
        let queue = Arc::new(Queue::new(1, DropNewest));
        let other = Arc::clone(&queue);
        let pushing = thread::spawn(move || other.push(1).dropped);
        queue.close();
        let popped = queue.pop();
        let dropped = pushing.join().unwrap();
        assert_eq!(
            dropped,
            usize::from(popped.is_none()),
            "`close` has returned, and then the consumer got {popped:?}; an item that comes later is never popped"
        );
    });
}

/// Two broadcast at the same time: each queue gets both, whatever comes first.
#[support::test]
fn two_broadcast_at_the_same_time() {
    support::model(|| {
        let queues = Arc::new([1, 2].map(|_| Queue::new(2, DropNewest)));
        let other = Arc::clone(&queues);
        let sending = thread::spawn(move || broadcast(&*other, &1, |_, _| ()));
        broadcast(&*queues, &2, |_, _| ());
        sending.join().unwrap();
        for queue in &*queues {
            assert_eq!(
                queue.pop().unwrap_or(0) + queue.pop().unwrap_or(0),
                3,
                "1 and 2 were sent to all, and there is room for two"
            );
        }
    });
}
