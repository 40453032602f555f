//! What is sent is received, once and in order, or comes back, or is dropped with the last receiver.

use std::{sync, thread};

#[cfg_attr(not(solution), path = "../ex06_channel.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch11-channels/ex06_channel.rs")]
mod exercise;

use std::iter;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvError, SendError};

use exercise::{Sender, channel};

/// Items come out in the order in which they went in.
#[support::test]
fn items_come_in_their_order() {
    let (sender, receiver) = channel(3);
    for item in ["one", "two", "three"] {
        assert_eq!(sender.send(item), Ok(()), "there is room, and a receiver");
    }
    assert_eq!(receiver.len(), 3, "nothing was received yet");
    let received = [receiver.recv(), receiver.recv(), receiver.recv()];
    assert_eq!(received, ["one", "two", "three"].map(Ok));
}

/// What was sent before the last sender was dropped is received after it; then comes the end.
#[support::test]
fn what_is_in_the_channel_outlives_the_last_sender() {
    let (sender, receiver) = channel(2);
    sender.send(1).unwrap();
    sender.send(2).unwrap();
    drop(sender);
    assert_eq!(
        [receiver.recv(), receiver.recv()],
        [Ok(1), Ok(2)],
        "1 and 2 were sent, and the channel was closed only then: they are still to be received"
    );
    assert_eq!(receiver.recv(), Err(RecvError), "that was the last item");
    assert_eq!(receiver.recv(), Err(RecvError), "an end is an end");
}

/// A channel lasts as long as one of its senders, whether it was cloned or not.
#[support::test]
fn a_channel_lasts_as_long_as_a_sender() {
    let (sender, receiver) = channel(1);
    let clone = sender.clone();
    let clone_of_a_clone = clone.clone();
    drop(sender);
    drop(clone);
    clone_of_a_clone.send(1).unwrap();
    assert_eq!(receiver.recv(), Ok(1));
    drop(clone_of_a_clone);
    assert_eq!(receiver.recv(), Err(RecvError), "no sender is left");
}

/// With one sender of two gone, a receiver waits for the other one.
#[support::test]
fn one_sender_of_two_is_no_end() {
    let (sender, receiver) = channel(1);
    let other = sender.clone();
    drop(sender);
    thread::scope(|scope| {
        scope.spawn(move || {
            for _ in 0..5 {
                thread::yield_now();
            }
            other.send(1).unwrap();
        });
        assert_eq!(
            receiver.recv(),
            Ok(1),
            "one sender was dropped, and the other one was about to send"
        );
    });
}

/// Without a receiver, an item comes back to whoever sends it.
#[support::test]
fn without_a_receiver_an_item_comes_back() {
    let (sender, receiver) = channel(1);
    drop(receiver);
    assert_eq!(sender.send("a letter"), Err(SendError("a letter")));
}

/// Somebody receives as long as one of the receivers is there.
#[support::test]
fn one_receiver_of_two_is_enough() {
    let (sender, receiver) = channel(2);
    let other = receiver.clone();
    drop(receiver);
    assert_eq!(
        sender.send(1),
        Ok(()),
        "one receiver was dropped, not both of them"
    );
    assert_eq!(other.recv(), Ok(1));
    drop(other);
    assert_eq!(sender.send(2), Err(SendError(2)), "no receiver is left");
}

/// What lies in the channel when the last receiver goes is dropped then, not with the last sender.
#[support::test]
fn what_nobody_will_receive_is_dropped() {
    let (sender, receiver) = channel(2);
    let letter = Arc::new("a letter");
    sender.send(Arc::clone(&letter)).unwrap();
    sender.send(Arc::clone(&letter)).unwrap();
    drop(receiver);
    assert_eq!(
        Arc::strong_count(&letter),
        1,
        "two copies lie in a channel that nobody will ever read, for as long as there is a sender"
    );
    drop(sender);
}

/// A request, with a sender for whoever answers it.
struct Request {
    _reply_to: Sender<Request>,
}

/// An item that owns a sender of its own channel can be dropped with that channel.
#[support::test]
fn an_item_may_own_a_sender() {
    let (sender, receiver) = channel(1);
    let reply_to = sender.clone();
    let sent = sender.send(Request {
        _reply_to: reply_to,
    });
    assert!(sent.is_ok(), "there is room, and a receiver");
    // A sender's end takes the lock. Nobody may hold it here.
    drop(receiver);
}

/// Three senders, three receivers, little room: each item is received once, and all threads end.
#[support::test]
fn under_load_each_item_is_received_once() {
    const EACH: u32 = 100;
    let (sender, receiver) = channel(2);
    let mut received: Vec<u32> = thread::scope(|scope| {
        for first in [0, EACH, 2 * EACH] {
            let sender = sender.clone();
            scope.spawn(move || {
                for item in first..first + EACH {
                    assert_eq!(sender.send(item), Ok(()), "there are receivers");
                }
            });
        }
        drop(sender);
        let receivers: Vec<_> = iter::repeat_n(receiver, 3)
            .map(|it| scope.spawn(move || it.iter().collect::<Vec<u32>>()))
            .collect();
        let received = receivers.into_iter().flat_map(|it| {
            let received = it.join().expect("a receiver does not panic");
            let each_in_order = [0, 1, 2].iter().all(|sender| {
                let of_one = received.iter().filter(|&it| it / EACH == *sender);
                of_one.is_sorted()
            });
            assert!(
                each_in_order,
                "what one sender sent was received in another order"
            );
            received
        });
        received.collect()
    });
    received.sort_unstable();
    assert!(
        received.iter().copied().eq(0..3 * EACH),
        "3 senders sent {} items; {} came out of the channel, and they are not the same",
        3 * EACH,
        received.len()
    );
}

/// An item that says when it is dropped.
struct Counted<'a>(&'a AtomicUsize);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// When all receivers go while senders send, each item is received, comes back, or is dropped: no
/// item twice, none never, and no sender waits for ever.
#[support::test]
fn no_item_is_lost_when_the_receivers_go() {
    const EACH: usize = 200;
    let dropped = AtomicUsize::new(0);
    let (received, returned) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let (sender, receiver) = channel(3);
    thread::scope(|scope| {
        for _ in 0..3 {
            let (sender, dropped, returned) = (sender.clone(), &dropped, &returned);
            scope.spawn(move || {
                for _ in 0..EACH {
                    if let Err(SendError(item)) = sender.send(Counted(dropped)) {
                        returned.fetch_add(1, Ordering::Relaxed);
                        drop(item);
                    }
                }
            });
        }
        for receiver in iter::repeat_n(receiver, 2) {
            let received = &received;
            scope.spawn(move || {
                for item in receiver.iter().take(100) {
                    received.fetch_add(1, Ordering::Relaxed);
                    drop(item);
                }
            });
        }
    });
    assert_eq!(received.into_inner(), 200, "each of two receivers took 100");
    assert_eq!(
        dropped.load(Ordering::Relaxed),
        3 * EACH,
        "items that are gone, of those that were made, while a sender is still there"
    );
    let most = 3 * EACH - 200;
    let returned = returned.into_inner();
    assert!(
        (most - 3..=most).contains(&returned),
        "of {most} items that nobody received, {returned} came back, and there is room for 3 only"
    );
    drop(sender);
}
