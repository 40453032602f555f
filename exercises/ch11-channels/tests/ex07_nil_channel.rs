//! Whatever comes is handed on, once; a channel that has ended is not looked at again.

#[cfg_attr(not(solution), path = "../ex07_nil_channel.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch11-channels/ex07_nil_channel.rs"
)]
mod exercise;

mod counted_channel;

use std::collections::VecDeque;
use std::panic::resume_unwind;
use std::thread::{self, JoinHandle};

use counted_channel as channel;
use counted_channel::{Receiver, Sender, bounded, looks, unbounded};
use exercise::Side::{self, Left, Right};
use exercise::{merge, relay};
use support::process::assert_at_rest;

/// A channel with `items` in it that has ended.
fn ended<T>(items: impl IntoIterator<Item = T>) -> Receiver<T> {
    let (sender, receiver) = unbounded();
    for item in items {
        sender.send(item).expect("its receiver is here");
    }
    receiver
}

/// What `merge` hands over, and how often it has looked.
fn merged(left: Receiver<u32>, right: Receiver<u32>) -> (Vec<(Side, u32)>, usize) {
    looks();
    let mut items = Vec::new();
    merge(left, right, |side, item| items.push((side, item)));
    (items, looks())
}

/// Sends `items`. If nobody is there to receive them, the receiving thread has panicked, which the test
/// sees when it joins that.
fn send_all(sender: &Sender<u32>, items: impl IntoIterator<Item = u32>) {
    let _ = items.into_iter().try_for_each(|item| sender.send(item));
}

/// What a thread returns; its panic is that of the test.
fn joined<T>(thread: JoinHandle<T>) -> T {
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
}

/// Of each side in `items`, in their order.
fn of(side: Side, items: &[(Side, u32)]) -> Vec<u32> {
    let of_side = items.iter().filter(|(from, _)| *from == side);
    of_side.map(|(_, item)| *item).collect()
}

/// Each item is handed over with the side it came from.
#[support::test]
fn merge_says_where_an_item_came_from() {
    let (items, _) = merged(ended([1, 2, 3]), ended([10, 20]));
    assert_eq!(of(Left, &items), [1, 2, 3], "of {items:?}");
    assert_eq!(of(Right, &items), [10, 20], "of {items:?}");
}

/// When one side has ended, the items of the other are handed over, to the last one.
#[support::test]
fn merge_goes_on_with_the_other_side() {
    for _ in 0..20 {
        let (items, _) = merged(ended([]), ended(1..=100));
        let expected: Vec<_> = (1..=100).map(|item| (Right, item)).collect();
        assert_eq!(items, expected, "the left one had ended before it began");
        let (items, _) = merged(ended(1..=100), ended([]));
        let expected: Vec<_> = (1..=100).map(|item| (Left, item)).collect();
        assert_eq!(items, expected, "the right one had ended before it began");
    }
}

/// It takes a look for each item, and one for each end.
#[support::test]
fn merge_does_not_look_at_what_has_ended() {
    for (left, right) in [(0, 1000), (1000, 0)] {
        let (items, looks) = merged(ended(0..left), ended(0..right));
        assert_eq!(items.len(), 1000);
        assert!(
            looks <= 1002,
            "there were 1000 items and two ends, and it has looked {looks} times: a channel that has ended is \
             always ready, so `select!` chooses it again and again"
        );
    }
}

/// Nor does it look while nothing comes: it waits.
#[support::test]
fn merge_waits_while_nothing_comes() {
    support::alone!({
        let (sender, right) = bounded(0);
        let merging = thread::spawn(move || merged(ended([]), right));
        for item in 0..3 {
            assert_at_rest("`merge`, with one side ended and nothing on the other,");
            send_all(&sender, [item]);
        }
        drop(sender);
        let (items, looks) = joined(merging);
        assert_eq!(of(Right, &items), [0, 1, 2], "three items came, if slowly");
        assert!(
            looks <= 5,
            "3 items came, slowly, and it has looked {looks} times: it is busy while nothing comes"
        );
    });
}

/// An item of one side is handed over while the other one is silent.
#[support::test]
fn merge_does_not_wait_for_the_other_side() {
    for side in [Left, Right] {
        let (speaking, items) = bounded(0);
        let (silent, nothing) = bounded::<u32>(0);
        let (handed, over) = bounded(1);
        let merging = thread::spawn(move || {
            let (left, right) = match side {
                Left => (items, nothing),
                Right => (nothing, items),
            };
            merge(left, right, |side, item| handed.send((side, item)).unwrap());
        });
        for item in 0..3 {
            send_all(&speaking, [item]);
            let Ok(handed) = over.recv() else { break };
            assert_eq!(handed, (side, item));
        }
        drop((speaking, silent));
        joined(merging);
    }
}

/// With many items on both sides, neither has to wait until the other one has none left.
#[support::test]
fn merge_lets_neither_side_starve() {
    let (items, _) = merged(ended(0..1000), ended(0..1000));
    let of_left = of(Left, &items[..1000]).len();
    assert!(
        (100..=900).contains(&of_left),
        "both sides had 1000 items ready; of the first 1000 that were handed over, {of_left} came from the \
         left: a side that never runs dry would keep the other one waiting for ever"
    );
}

/// Four threads send, two to each side: each item is handed over once, with its side.
#[support::test]
fn merge_loses_nothing_under_load() {
    let (to_left, left) = bounded(1);
    let (to_right, right) = bounded(2);
    let items = thread::scope(|scope| {
        for (first, sender) in [(0, to_left.clone()), (1, to_right.clone())] {
            scope.spawn(move || send_all(&sender, (0..100).map(|it| 4 * it + first)));
        }
        for (first, sender) in [(2, to_left), (3, to_right)] {
            scope.spawn(move || send_all(&sender, (0..60).map(|it| 4 * it + first)));
        }
        merged(left, right).0
    });
    for (side, first) in [(Left, 0), (Right, 1)] {
        let items = of(side, &items);
        assert_eq!(items.len(), 160, "{side:?} was sent 160 items");
        for (first, count) in [(first, 100), (first + 2, 60)] {
            let of_one = items.iter().copied().filter(|item| item % 4 == first);
            let sent = (0..count).map(|it| 4 * it + first);
            assert!(
                of_one.eq(sent),
                "{side:?}: not what one thread sent, in its order"
            );
        }
    }
}

/// Everything is passed on, in order, and it takes a look for each item that comes or goes and for the end.
#[support::test]
fn relay_passes_everything_on() {
    for most in [1, 10, 5000] {
        let (output, passed_on) = unbounded();
        looks();
        let rest = relay(ended(0..1000), output, most);
        let looks = looks();
        assert_eq!(rest, [], "everything could be passed on");
        let passed_on: Vec<u32> = passed_on.into_iter().collect();
        assert_eq!(passed_on, Vec::from_iter(0..1000), "in their order");
        assert!(
            looks <= 2001,
            "1000 items came and went and there was one end; it has looked {looks} times, with room for {most}: \
             a channel that is ready and of no use is chosen again and again"
        );
    }
}

/// While nobody takes anything out, it takes in what it has room for; then, what it has is not lost.
#[support::test]
fn relay_takes_in_while_nobody_takes_out() {
    let (sender, input) = bounded(0);
    let (output, passed_on) = bounded(0);
    let relaying = thread::spawn(move || relay(input, output, 3));
    // Without a buffer, a send returns when its item was taken.
    send_all(&sender, 1..=3);
    drop(sender);
    let passed_on: Vec<u32> = passed_on.into_iter().collect();
    let rest = joined(relaying);
    assert_eq!(
        passed_on,
        [1, 2, 3],
        "three items were taken in before the input ended"
    );
    assert_eq!(rest, [], "everything was passed on");
}

/// Never more than `most` items are in between.
#[support::test]
fn relay_has_room_for_so_many() {
    support::alone!({
        let (sender, input) = bounded(20);
        (0..20).for_each(|item| sender.send(item).unwrap());
        drop(sender);
        let (output, passed_on) = bounded(0);
        let source = input.clone();
        let relaying = thread::spawn(move || relay(input, output, 3));
        for item in 0..20 {
            // Now and then it has all the time that it wants, to take in as much as it will.
            if item % 5 == 0 {
                assert_at_rest("`relay`, with no room left, and nobody who takes anything,");
            }
            let Ok(received) = passed_on.recv() else {
                break;
            };
            assert_eq!(received, item);
            let taken = 20 - source.len();
            let between = taken - (item + 1);
            assert!(
                between <= 3,
                "{taken} items were taken in and {} passed on: {between} are in between, and there is room \
                 for 3",
                item + 1
            );
        }
        assert_eq!(joined(relaying), [], "everything was passed on");
    });
}

/// It waits while nothing comes, and nobody takes anything.
#[support::test]
fn relay_waits_while_nothing_comes_or_goes() {
    support::alone!({
        let (sender, input) = bounded(0);
        let (output, passed_on) = bounded(0);
        let relaying = thread::spawn(move || {
            looks();
            let rest = relay(input, output, 10);
            (rest, looks())
        });
        for item in 0..3 {
            assert_at_rest("`relay`, while nothing comes,");
            if sender.send(item).is_err() {
                break;
            }
            assert_at_rest("`relay`, while nobody takes anything,");
            if passed_on.recv() != Ok(item) {
                break;
            }
        }
        drop(sender);
        let (rest, looks) = joined(relaying);
        assert_eq!(rest, []);
        assert!(
            looks <= 7,
            "3 items came and went, slowly, and it has looked {looks} times: it is busy in between"
        );
    });
}

/// When nobody receives any more, what was not passed on comes back: with the item that was offered, in order.
#[support::test]
fn relay_gives_back_what_it_could_not_pass_on() {
    for most in [1, 4, 100] {
        let (sender, input) = bounded(10);
        (1..=10).for_each(|item| sender.send(item).unwrap());
        let (output, passed_on) = bounded(0);
        let source = input.clone();
        let relaying = thread::spawn(move || relay(input, output, most));
        let first = passed_on.recv();
        drop(passed_on);
        let returned = joined(relaying);
        assert_eq!(first, Ok(1));
        let mut all = VecDeque::from([1]);
        all.extend(returned.iter());
        // What it had no room for is still where it was.
        all.extend(source.try_iter());
        assert_eq!(
            all,
            Vec::from_iter(1..=10),
            "1 was received before the receiver left, {returned:?} came back, and then comes what was not taken in"
        );
    }
}

/// Three threads send: what each has sent comes out once, in its order.
#[support::test]
fn relay_loses_nothing_under_load() {
    let (sender, input) = bounded(1);
    let (output, passed_on) = bounded(1);
    let passed_on: Vec<u32> = thread::scope(|scope| {
        for first in 0..3 {
            let sender = sender.clone();
            scope.spawn(move || send_all(&sender, (0..50).map(|it| 3 * it + first)));
        }
        drop(sender);
        let relaying = scope.spawn(move || relay(input, output, 5));
        let passed_on = passed_on.into_iter().collect();
        let rest = relaying.join().unwrap_or_else(|panic| resume_unwind(panic));
        assert_eq!(rest, [], "everything was passed on");
        passed_on
    });
    assert_eq!(passed_on.len(), 150, "150 items were sent");
    for first in 0..3 {
        let of_one = passed_on.iter().copied().filter(|item| item % 3 == first);
        let sent = (0..50).map(|it| 3 * it + first);
        assert!(of_one.eq(sent), "not what one thread sent, in its order");
    }
}
