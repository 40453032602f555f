//! Whichever comes first is taken, nobody is held up by the other, and who waits sleeps.

#[cfg_attr(not(solution), path = "../ex04_select.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch11-channels/ex04_select.rs")]
mod exercise;

use std::cell::Cell;
use std::convert::Infallible;
use std::thread;
use std::time::Instant;

use crossbeam::channel::{Receiver, Sender, bounded, unbounded};
use exercise::{Answer, Event, answer, first, newest, serve};
use support::process::Watched;

/// Where lots are drawn, a wrong answer is right half of the time. Not so many times in a row.
const ROUNDS: usize = 64;

/// How many events of one kind may be handled before one of the other, if there are always both.
const PATIENCE: usize = 10_000;

/// An open channel for the deadline or the ticks, without anything in it: no clock in these tests.
fn timer() -> (Sender<Instant>, Receiver<Instant>) {
    unbounded()
}

/// A channel on which nothing can be sent, which is open as long as there is its sender.
fn stopper() -> (Sender<Infallible>, Receiver<Infallible>) {
    bounded(0)
}

/// What comes from either of the two is taken, whichever it is, also if it comes later.
#[support::test]
fn either_may_be_the_first() {
    for which in [0, 1] {
        let (one, from_one) = unbounded();
        let (other, from_other) = unbounded();
        let sender = [&one, &other][which].clone();
        thread::scope(|scope| {
            scope.spawn(move || sender.send("here").expect("somebody waits"));
            assert_eq!(first(&from_one, &from_other), Some("here"));
        });
    }
}

/// If both have something, one of them keeps it.
#[support::test]
fn what_comes_second_stays() {
    for _ in 0..ROUNDS {
        let (one, from_one) = unbounded();
        let (other, from_other) = unbounded();
        one.send(1).unwrap();
        other.send(1).unwrap();
        assert_eq!(first(&from_one, &from_other), Some(1));
        assert_eq!(
            from_one.len() + from_other.len(),
            1,
            "one message was taken, so one must be left in the other channel"
        );
    }
}

/// A channel that was closed is not "the first": the other one has something, or will have.
#[support::test]
fn a_closed_channel_is_not_the_first() {
    for round in 0..ROUNDS {
        let (open, from_open) = unbounded();
        let (closed, from_closed) = unbounded();
        drop(closed);
        open.send(round).unwrap();
        let message = match round % 2 {
            0 => first(&from_open, &from_closed),
            _ => first(&from_closed, &from_open),
        };
        assert_eq!(
            message,
            Some(round),
            "one channel has a message; that the other is closed and empty is no reason to miss it"
        );
    }
    // Now the message comes when `first` has long seen that one is closed.
    let (open, from_open) = bounded(0);
    let (closed, from_closed) = bounded(0);
    drop(closed);
    thread::scope(|scope| {
        scope.spawn(move || {
            open.send(1)
                .expect("`first` waits for the one that is open")
        });
        assert_eq!(first(&from_closed, &from_open), Some(1));
    });
}

/// If both are closed, there is nothing to wait for, but what is in them still counts.
#[support::test]
fn two_closed_channels_are_the_end() {
    let (one, from_one) = unbounded();
    let (other, from_other) = unbounded();
    other.send(1).unwrap();
    drop((one, other));
    assert_eq!(first(&from_one, &from_other), Some(1));
    assert_eq!(first(&from_one, &from_other), None);
}

/// An answer that comes in time, a deadline that comes first, and a channel that is closed.
#[support::test]
fn an_answer_a_deadline_or_neither() {
    let (answers, from_answers) = unbounded();
    let (deadline, from_deadline) = timer();
    answers.send(1).unwrap();
    assert_eq!(answer(&from_answers, &from_deadline), Answer::Came(1));
    deadline.send(Instant::now()).unwrap();
    assert_eq!(answer(&from_answers, &from_deadline), Answer::TooLate);
    drop(answers);
    assert_eq!(
        answer::<i32>(&from_answers, &from_deadline),
        Answer::Never,
        "the channel for the answer is closed, and the deadline has not come"
    );
}

/// If answer and deadline are both there, the answer counts, and not by chance.
#[support::test]
fn an_answer_that_is_there_counts() {
    for round in 0..ROUNDS {
        let (answers, from_answers) = unbounded();
        let (deadline, from_deadline) = timer();
        deadline.send(Instant::now()).unwrap();
        answers.send(round).unwrap();
        assert_eq!(
            answer(&from_answers, &from_deadline),
            Answer::Came(round),
            "both were there, in round {round}"
        );
    }
}

/// The last of many is the newest; the rest is gone; and of nothing there is none.
#[support::test]
fn the_newest_is_the_last() {
    let (sender, messages) = unbounded();
    assert_eq!(newest(&messages), None);
    for number in 1..=3 {
        sender.send(number).unwrap();
    }
    assert_eq!(newest(&messages), Some(3));
    assert_eq!(newest(&messages), None, "the older ones are taken, too");
    sender.send(4).unwrap();
    drop(sender);
    assert_eq!(newest(&messages), Some(4), "from a channel that is closed");
    assert_eq!(newest(&messages), None);
}

/// Messages in their order and a tick are handled, and then the closed inbox ends it.
#[support::test]
fn a_closed_inbox_ends_it() {
    let (inbox, from_inbox) = unbounded();
    let (ticks, from_ticks) = timer();
    let (_stop, from_stop) = stopper();
    for number in 0..100 {
        inbox.send(number).unwrap();
    }
    ticks.send(Instant::now()).unwrap();
    // The inbox is closed when the last message is handled; the tick has come by then, or comes never.
    let mut inbox = Some(inbox);
    let mut messages = Vec::new();
    serve(&from_inbox, &from_ticks, &from_stop, |event| {
        if let Event::Message(number) = event {
            messages.push(number);
        }
        if messages.len() == 100 {
            inbox = None;
        }
    });
    assert!(
        messages == Vec::from_iter(0..100),
        "100 messages, in order: {messages:?}"
    );
}

/// There is always one more message, and yet a tick is handled.
#[support::test]
fn ticks_are_not_starved() {
    let (inbox, from_inbox) = unbounded();
    let (ticks, from_ticks) = timer();
    let (_stop, from_stop) = stopper();
    inbox.send(()).unwrap();
    ticks.send(Instant::now()).unwrap();
    let mut inbox = Some(inbox);
    let mut handled = 0;
    serve(&from_inbox, &from_ticks, &from_stop, |event| match event {
        Event::Tick => inbox = None,
        Event::Message(()) => {
            handled += 1;
            assert!(
                handled < PATIENCE,
                "{PATIENCE} messages were handled while a tick was waiting"
            );
            if let Some(inbox) = &inbox {
                inbox.send(()).unwrap();
            }
        }
    });
}

/// There is always one more tick, and yet a message is handled.
#[support::test]
fn messages_are_not_starved() {
    let (inbox, from_inbox) = unbounded();
    let (ticks, from_ticks) = timer();
    let (_stop, from_stop) = stopper();
    inbox.send(()).unwrap();
    ticks.send(Instant::now()).unwrap();
    let mut inbox = Some(inbox);
    let mut handled = 0;
    serve(&from_inbox, &from_ticks, &from_stop, |event| match event {
        Event::Message(()) => inbox = None,
        Event::Tick => {
            handled += 1;
            assert!(
                handled < PATIENCE,
                "{PATIENCE} ticks were handled while a message was waiting"
            );
            ticks.send(Instant::now()).unwrap();
        }
    });
}

/// `stop` is closed while a message is handled: none of those that wait is handled after it.
#[support::test]
fn nothing_is_handled_after_stop() {
    for _ in 0..ROUNDS {
        let (inbox, from_inbox) = unbounded();
        let (_ticks, from_ticks) = timer();
        let (stop, from_stop) = stopper();
        for number in 1..=10 {
            inbox.send(number).unwrap();
        }
        let mut stop = Some(stop);
        let mut handled = Vec::new();
        serve(&from_inbox, &from_ticks, &from_stop, |event| {
            handled.push(event);
            stop = None;
        });
        assert_eq!(
            handled,
            [Event::Message(1)],
            "`stop` was closed while the first message was handled"
        );
    }
}

/// Somebody who waits for messages hears that it is time to stop.
#[support::test]
fn stop_is_heard_while_nothing_comes() {
    let (_inbox, from_inbox) = unbounded::<()>();
    let (_ticks, from_ticks) = timer();
    let (stop, from_stop) = stopper();
    let (waits, who_waits) = unbounded();
    thread::scope(|scope| {
        scope.spawn(|| {
            let _ = waits.send(Watched::this_thread());
            serve(&from_inbox, &from_ticks, &from_stop, |_| ());
        });
        let waiting = who_waits.recv().expect("it is started");
        // It should fall asleep. If it looks again and again, it hears all the same.
        let patience = Cell::new(100_000);
        waiting.wait_until_asleep_or(|| patience.replace(patience.get() - 1) == 0);
        drop(stop);
    });
}

/// While nothing comes from either channel, `first` is asleep.
#[support::test]
fn first_sleeps_while_nothing_comes() {
    support::alone!({
        let (_one, from_one) = unbounded::<()>();
        let (_other, from_other) = unbounded();
        thread::spawn(move || first(&from_one, &from_other));
        support::process::assert_at_rest("`first`");
    });
}

/// Also if one of the channels is closed.
#[support::test]
fn first_sleeps_beside_a_closed_channel() {
    support::alone!({
        let (_one, from_one) = unbounded::<()>();
        let (_, from_other) = unbounded();
        thread::spawn(move || first(&from_one, &from_other));
        support::process::assert_at_rest("`first`, with one channel closed,");
    });
}

/// And it waits there: what comes much later is received.
#[support::test]
fn first_waits_beside_a_closed_channel() {
    support::alone!({
        for closed in [0, 1] {
            let (open, from_open) = unbounded();
            let (_, from_closed) = unbounded();
            let waiting = thread::spawn(move || match closed {
                0 => first(&from_closed, &from_open),
                _ => first(&from_open, &from_closed),
            });
            support::process::assert_at_rest("`first`, with one channel closed,");
            let _ = open.send(1);
            assert_eq!(
                waiting.join().expect("it does not panic"),
                Some(1),
                "one channel is closed, and on the other one something came, if late: `first` has not \
                 waited for it"
            );
        }
    });
}

/// While neither answer nor deadline comes, `answer` is asleep.
#[support::test]
fn answer_sleeps_while_nothing_comes() {
    support::alone!({
        let (_answers, from_answers) = unbounded::<()>();
        let (_deadline, from_deadline) = timer();
        thread::spawn(move || answer(&from_answers, &from_deadline));
        support::process::assert_at_rest("`answer`");
    });
}

/// While nothing comes, `serve` is asleep.
#[support::test]
fn serve_sleeps_while_nothing_comes() {
    support::alone!({
        let (_inbox, from_inbox) = unbounded::<()>();
        let (_ticks, from_ticks) = timer();
        let (_stop, from_stop) = stopper();
        thread::spawn(move || serve(&from_inbox, &from_ticks, &from_stop, |_| ()));
        support::process::assert_at_rest("`serve`");
    });
}
