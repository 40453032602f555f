//! In every interleaving, each item comes out once, the bound holds, and whoever waits is told of the end.

use support::{sync, thread};

#[cfg_attr(not(solution), path = "../ex06_channel.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch11-channels/ex06_channel.rs")]
mod exercise;

use std::sync::mpsc::{RecvError, SendError};

use exercise::channel;
use support::model::Model;

/// Explores with at most two preemptions: all of them would take too long, and the bugs that are known
/// here need one or two.
fn with_three_threads(body: impl Fn() + Send + Sync + 'static) {
    Model::new().preemptions(2).check(body);
}

/// An item that is sent is received, and so is the end, whenever the sender goes.
#[support::test]
fn an_item_is_received_and_then_the_end() {
    support::model(|| {
        let (sender, receiver) = channel(1);
        let sending = thread::spawn(move || sender.send(1));
        assert_eq!(
            receiver.recv(),
            Ok(1),
            "1 was sent before the only sender was dropped"
        );
        assert_eq!(receiver.recv(), Err(RecvError), "the only sender is gone");
        assert_eq!(sending.join().unwrap(), Ok(()));
    });
}

/// With one sender of two gone, a receiver waits for the other one.
#[support::test]
fn one_sender_of_two_is_no_end() {
    support::model(|| {
        let (sender, receiver) = channel(1);
        let other = sender.clone();
        drop(sender);
        let sending = thread::spawn(move || other.send(1));
        assert_eq!(
            receiver.recv(),
            Ok(1),
            "one sender was dropped, and the other one was about to send"
        );
        assert_eq!(sending.join().unwrap(), Ok(()));
    });
}

/// Who waits for room is told when there is some.
#[support::test]
fn who_waits_for_room_is_told() {
    support::model(|| {
        let (sender, receiver) = channel(1);
        let sending = thread::spawn(move || {
            sender.send(1).unwrap();
            sender.send(2).unwrap();
        });
        let received: Vec<u32> = receiver.iter().collect();
        assert_eq!(received, [1, 2], "in their order");
        sending.join().unwrap();
    });
}

/// All who wait for an item are told that there will be none.
#[support::test]
fn all_receivers_are_told_of_the_end() {
    with_three_threads(|| {
        let (sender, receiver) = channel::<u32>(1);
        let receiving = [receiver.clone(), receiver].map(|it| thread::spawn(move || it.recv()));
        drop(sender);
        for receiving in receiving {
            assert_eq!(
                receiving.join().unwrap(),
                Err(RecvError),
                "nothing was sent"
            );
        }
    });
}

/// Who waits for room gets its item back when the last receiver goes.
#[support::test]
fn who_waits_for_room_gets_its_item_back() {
    support::model(|| {
        let (sender, receiver) = channel(1);
        sender.send(0).unwrap();
        let sending = thread::spawn(move || sender.send(1));
        drop(receiver);
        assert_eq!(
            sending.join().unwrap(),
            Err(SendError(1)),
            "the channel was full until its only receiver was dropped, so nobody will receive 1"
        );
    });
}

/// What is sent while the last receiver goes comes back, or is dropped with what nobody will receive. It
/// does not lie there as long as there is a sender.
#[support::test]
fn what_is_sent_while_the_last_receiver_goes_is_not_kept() {
    support::model(|| {
        let (sender, receiver) = channel(2);
        let letter = sync::Arc::new("a letter");
        let going = thread::spawn(move || drop(receiver));
        let sent = sender.send(sync::Arc::clone(&letter)).is_ok();
        going.join().unwrap();
        assert_eq!(
            sync::Arc::strong_count(&letter),
            1,
            "the letter {}, and the only receiver is gone; a copy lies in the channel, for nobody",
            if sent { "was sent" } else { "came back" }
        );
        drop(sender);
    });
}

/// All who wait for room get their items back.
#[support::test]
fn all_senders_are_told_of_the_end() {
    with_three_threads(|| {
        let (sender, receiver) = channel(1);
        sender.send(0).unwrap();
        let sending = [(sender.clone(), 1), (sender, 2)]
            .map(|(sender, item)| thread::spawn(move || sender.send(item)));
        drop(receiver);
        let results = sending.map(|it| it.join().unwrap());
        assert_eq!(results, [Err(SendError(1)), Err(SendError(2))]);
    });
}

/// Two senders that go at the same time: one of them is the last.
#[support::test]
fn one_of_two_senders_is_the_last() {
    with_three_threads(|| {
        let (sender, receiver) = channel::<u32>(1);
        let going = [sender.clone(), sender].map(|it| thread::spawn(move || drop(it)));
        assert_eq!(receiver.recv(), Err(RecvError), "nothing was sent");
        for going in going {
            going.join().unwrap();
        }
    });
}

/// Two wait, two items come: each gets one, and nobody is told of an end that is none.
#[support::test]
fn one_item_for_each_who_waits() {
    with_three_threads(|| {
        let (sender, receiver) = channel(1);
        let receiving = [receiver.clone(), receiver].map(|it| thread::spawn(move || it.recv()));
        sender.send(1).unwrap();
        sender.send(10).unwrap();
        let mut received = receiving.map(|it| it.join().unwrap());
        received.sort_by_key(|it| it.unwrap_or(u32::MAX));
        assert_eq!(
            received,
            [Ok(1), Ok(10)],
            "1 and 10 were sent, and each of two receivers wants one; the sender is still there"
        );
        drop(sender);
    });
}

/// The same with room for both items: each of them is news for one who waits.
#[support::test]
fn each_item_is_told() {
    with_three_threads(|| {
        let (sender, receiver) = channel(2);
        let receiving = [receiver.clone(), receiver].map(|it| thread::spawn(move || it.recv()));
        sender.send(1).unwrap();
        sender.send(10).unwrap();
        let received = receiving.map(|it| it.join().unwrap());
        assert_eq!(received[0].unwrap() + received[1].unwrap(), 11);
        drop(sender);
    });
}

/// And each place that becomes free is news for one who waits for room.
#[support::test]
fn each_place_is_told() {
    with_three_threads(|| {
        let (sender, receiver) = channel(2);
        sender.send(0).unwrap();
        sender.send(0).unwrap();
        let sending = [(sender.clone(), 1), (sender, 10)]
            .map(|(sender, item)| thread::spawn(move || sender.send(item)));
        receiver.recv().unwrap();
        receiver.recv().unwrap();
        for sending in sending {
            assert_eq!(sending.join().unwrap(), Ok(()), "there is a receiver");
        }
        assert_eq!(receiver.recv().unwrap() + receiver.recv().unwrap(), 11);
    });
}

/// However senders overlap, there are never more items than there is room for.
#[support::test]
fn the_bound_holds() {
    with_three_threads(|| {
        let (sender, receiver) = channel(1);
        sender.send(0).unwrap();
        let receiving = thread::spawn(move || {
            receiver.recv().unwrap();
            let waiting = receiver.len();
            assert!(waiting <= 1, "{waiting} items, and room for one only");
            receiver.recv().unwrap();
            // It goes back to `main`, so that its end is no step of this thread.
            receiver
        });
        let other = sender.clone();
        let sending = thread::spawn(move || (other.send(1), other));
        assert_eq!(sender.send(1), Ok(()), "there is a receiver");
        let (sent, _other) = sending.join().unwrap();
        assert_eq!(sent, Ok(()), "there is a receiver");
        drop(receiving.join().unwrap());
    });
}
