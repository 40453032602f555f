//! What is sent is received, all of it, and then the loop ends.

#[cfg_attr(not(solution), path = "../ex02_last_sender.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch11-channels/ex02_last_sender.rs"
)]
mod exercise;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread;

use exercise::{Journal, gather};
use support::unwind::panic_on_purpose;

type Job<'a, T> = Box<dyn FnOnce(Sender<T>) + Send + 'a>;

/// When the jobs have ended, so has `gather`.
#[support::test]
fn gathering_ends() {
    let jobs: Vec<Job<u32>> = vec![
        Box::new(|sender| sender.send(1).expect("somebody gathers")),
        Box::new(|sender| sender.send(2).expect("somebody gathers")),
    ];
    let mut items = Vec::new();
    gather(jobs, |item| items.push(item));
    items.sort_unstable();
    assert_eq!(items, [1, 2]);
}

/// Without a single job there is nothing to wait for.
#[support::test]
fn gathering_from_nobody_ends() {
    gather(Vec::<Job<u32>>::new(), |_| {
        panic!("nobody has sent anything")
    });
}

/// One job sends nothing, one sends once, one sends a thousand times: all of that arrives, once, and what
/// comes from one job comes in its order.
#[support::test]
fn a_job_may_send_much_or_nothing() {
    let numbers = [0, 1, 1_000];
    let jobs = numbers.map(|count| {
        let job = move |sender: Sender<(usize, usize)>| {
            for number in 0..count {
                sender.send((count, number)).expect("somebody gathers");
            }
        };
        Box::new(job) as Job<(usize, usize)>
    });
    let mut next = [0; 3];
    gather(jobs.into(), |(count, number)| {
        let job = numbers.iter().position(|&it| it == count);
        let next = &mut next[job.expect("one of the three")];
        assert_eq!(
            number, *next,
            "items are lost, doubled or in another order than that of their job"
        );
        *next += 1;
    });
    assert_eq!(next, numbers, "items that arrived, by job");
}

/// A job that sends the next item only when the last one has been dealt with comes to its end.
#[support::test]
fn items_are_dealt_with_as_they_come() {
    let (dealt_with, seen) = channel();
    let jobs = vec![move |sender: Sender<u32>| {
        for number in 0..100 {
            sender.send(number).expect("somebody gathers");
            seen.recv().expect("it is dealt with");
        }
    }];
    let mut items = Vec::new();
    gather(jobs, |item| {
        items.push(item);
        dealt_with.send(()).expect("the job waits for it");
    });
    assert!(items == Vec::from_iter(0..100), "items: {items:?}");
}

/// Jobs that need each other run at the same time.
#[support::test]
fn jobs_run_at_the_same_time() {
    let barrier = Barrier::new(3);
    let jobs: Vec<_> = (0..3)
        .map(|number| {
            let barrier = &barrier;
            move |sender: Sender<u32>| {
                barrier.wait();
                sender.send(number).expect("somebody gathers");
            }
        })
        .collect();
    let mut sum = 0;
    gather(jobs, |number| sum += number);
    assert_eq!(sum, 3);
}

/// A job that ends by a panic has ended: the rest is gathered, and then the panic goes on.
#[support::test]
fn a_panic_does_not_hold_up_the_rest() {
    let jobs: Vec<Job<u32>> = vec![
        Box::new(|_| panic_on_purpose()),
        Box::new(|sender| sender.send(2).expect("somebody gathers")),
    ];
    let mut items = Vec::new();
    let outcome = catch_unwind(AssertUnwindSafe(|| gather(jobs, |item| items.push(item))));
    assert_eq!(items, [2]);
    assert!(outcome.is_err(), "a job panicked, and `gather` did not");
}

/// A journal of which no sender was given out can be closed.
#[support::test]
fn a_journal_without_lines_is_closed() {
    assert_eq!(Journal::open().close(), Vec::<String>::new());
}

/// The lines of senders that are gone already are there when the journal is closed.
#[support::test]
fn a_journal_has_the_lines_of_those_who_left() {
    let journal = Journal::open();
    let sender = journal.sender();
    for number in 0..100 {
        sender
            .send(number.to_string())
            .expect("the journal is open");
    }
    drop(sender);
    let lines = journal.close();
    let expected: Vec<String> = (0..100).map(|it: u32| it.to_string()).collect();
    assert!(lines == expected, "{} lines of 100: {lines:?}", lines.len());
}

/// Closing waits for those who still have a sender, and loses nothing of what they say.
#[support::test]
fn closing_waits_for_the_last_sender() {
    // The one who is late says something only when `close` has been called.
    for _ in 0..20 {
        let journal = Journal::open();
        let sender = journal.sender();
        let closing = AtomicBool::new(false);
        let lines = thread::scope(|scope| {
            let closing = &closing;
            scope.spawn(move || {
                while !closing.load(Ordering::Acquire) {
                    thread::yield_now();
                }
                for _ in 0..5 {
                    thread::yield_now();
                }
                // A journal that is closed already does not take it: then it is missing below.
                let _ = sender.send("late".to_owned());
            });
            closing.store(true, Ordering::Release);
            journal.close()
        });
        assert_eq!(
            lines,
            ["late"],
            "`close` did not wait for one who still had a sender"
        );
    }
}

/// A thousand lines from each of eight threads are all there, once.
#[support::test]
fn no_line_is_lost_or_doubled() {
    let journal = Journal::open();
    let lines = thread::scope(|scope| {
        for writer in 0..8 {
            let sender = journal.sender();
            scope.spawn(move || {
                for line in 0..1_000 {
                    sender
                        .send(format!("{writer} {line}"))
                        .expect("the journal waits for its senders");
                }
            });
        }
        journal.close()
    });
    let mut distinct = lines.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(
        (lines.len(), distinct.len()),
        (8_000, 8_000),
        "lines, and distinct lines"
    );
}
