//! In every interleaving, each item comes out once, the bound holds, and nobody waits for ever.

use support::{sync, thread};

#[cfg_attr(not(solution), path = "../ex06_bounded_queue.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch08-mutexes/ex06_bounded_queue.rs"
)]
mod exercise;

use exercise::Queue;
use support::model::Model;
use sync::Arc;

/// Explores with at most three preemptions: all of them would take ten times as long, and the bugs
/// that are known here need one or two.
fn with_three_threads(body: impl Fn() + Send + Sync + 'static) {
    Model::new().preemptions(3).check(body);
}

/// Who waits for an item is told when there is one.
#[support::test]
fn who_waits_for_an_item_is_told() {
    support::model(|| {
        let queue = Arc::new(Queue::new(1));
        let producer = Arc::clone(&queue);
        let producer = thread::spawn(move || producer.push(1));
        assert_eq!(queue.pop(), 1);
        producer.join().unwrap();
    });
}

/// Who waits for room is told when there is some.
#[support::test]
fn who_waits_for_room_is_told() {
    support::model(|| {
        let queue = Arc::new(Queue::new(1));
        let producer = Arc::clone(&queue);
        let producer = thread::spawn(move || {
            producer.push(1);
            producer.push(2);
        });
        assert_eq!((queue.pop(), queue.pop()), (1, 2), "in their order");
        producer.join().unwrap();
    });
}

/// Two wait, two items come: each gets one.
#[support::test]
fn one_item_for_each_who_waits() {
    with_three_threads(|| {
        let queue = Arc::new(Queue::new(1));
        let consumers = [(); 2].map(|()| {
            let queue = Arc::clone(&queue);
            thread::spawn(move || queue.pop())
        });
        queue.push(1);
        queue.push(10);
        let sum: u32 = consumers.map(|it| it.join().unwrap()).iter().sum();
        assert_eq!(sum, 11, "1 and 10 were pushed, and each was popped once");
    });
}

/// The same with room for both items: each of them is news for one who waits.
#[support::test]
fn each_item_is_told() {
    with_three_threads(|| {
        let queue = Arc::new(Queue::new(2));
        let consumers = [(); 2].map(|()| {
            let queue = Arc::clone(&queue);
            thread::spawn(move || queue.pop())
        });
        queue.push(1);
        queue.push(10);
        let sum: u32 = consumers.map(|it| it.join().unwrap()).iter().sum();
        assert_eq!(sum, 11, "1 and 10 were pushed, and each was popped once");
    });
}

/// And each place that becomes free is news for one who waits for room.
#[support::test]
fn each_place_is_told() {
    with_three_threads(|| {
        let queue = Arc::new(Queue::new(2));
        queue.push(0);
        queue.push(0);
        let producers = [1, 10].map(|item| {
            let queue = Arc::clone(&queue);
            thread::spawn(move || queue.push(item))
        });
        queue.pop();
        queue.pop();
        for producer in producers {
            producer.join().unwrap();
        }
        assert_eq!(queue.pop() + queue.pop(), 11, "both producers found room");
    });
}

/// However the producers overlap, there are never more items than there is room for.
#[support::test]
fn the_bound_holds() {
    with_three_threads(|| {
        let queue = Arc::new(Queue::new(1));
        queue.push(0);
        let producers = [(); 2].map(|()| {
            let queue = Arc::clone(&queue);
            thread::spawn(move || queue.push(1))
        });
        queue.pop();
        let waiting = queue.len();
        queue.pop();
        assert!(waiting <= 1, "{waiting} items, and room for one only");
        for producer in producers {
            producer.join().unwrap();
        }
    });
}
