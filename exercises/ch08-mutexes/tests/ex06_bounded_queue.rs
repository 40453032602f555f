//! Items come out as they went in, and no more of them wait than there is room for.

use std::{sync, thread};

#[cfg_attr(not(solution), path = "../ex06_bounded_queue.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch08-mutexes/ex06_bounded_queue.rs"
)]
mod exercise;

use exercise::Queue;

/// Items come out in the order in which they went in.
#[support::test]
fn items_come_in_their_order() {
    let queue = Queue::new(3);
    for item in ["one", "two", "three"] {
        queue.push(item);
    }
    assert_eq!(queue.len(), 3, "there is room for three");
    assert_eq!(
        [queue.pop(), queue.pop(), queue.pop()],
        ["one", "two", "three"]
    );
    assert_eq!(queue.len(), 0);
}

/// A producer and a consumer that take turns, with room for one item only.
#[support::test]
fn one_produces_one_consumes() {
    let queue = Queue::new(1);
    let consumed: Vec<u32> = thread::scope(|scope| {
        scope.spawn(|| (0..100).for_each(|item| queue.push(item)));
        (0..100).map(|_| queue.pop()).collect()
    });
    assert_eq!(consumed, Vec::from_iter(0..100), "each once, in order");
}

/// Two producers and two consumers. (A plain run tries one interleaving of many.)
#[support::test]
fn two_produce_two_consume() {
    let queue = Queue::new(1);
    let sum: u32 = thread::scope(|scope| {
        let consumers = [(); 2].map(|()| scope.spawn(|| queue.pop()));
        scope.spawn(|| queue.push(1));
        scope.spawn(|| queue.push(10));
        consumers
            .map(|it| it.join().expect("a consumer panicked"))
            .iter()
            .sum()
    });
    assert_eq!(sum, 11, "both items were consumed, each once");
}
