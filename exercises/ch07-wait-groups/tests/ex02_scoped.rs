//! Threads read what the caller has, where it is, and write where the caller will look.

#[cfg_attr(not(solution), path = "../ex02_scoped.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch07-wait-groups/ex02_scoped.rs")]
mod exercise;

use std::collections::HashSet;
use std::panic::catch_unwind;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Barrier, Mutex};
use std::thread::{self, ThreadId};

use exercise::{Counts, count, map_all};
use support::alloc::measure;
use support::unwind::panic_on_purpose;

/// Something that cannot be copied, and says so to who tries.
struct Page(usize);

/// The items are borrowed: they need not be copied, and need not live for ever.
#[support::test]
fn the_items_are_borrowed() {
    let offset = 10;
    let pages = [Page(1), Page(2), Page(3)];
    assert_eq!(
        map_all(&pages, |page| page.0 + offset),
        [11, 12, 13],
        "`work` is called with every item, and what it returns is returned"
    );
    assert_eq!(map_all(&[], |page: &Page| page.0), [0; 0]);
}

/// A result may be a borrow of its item.
#[support::test]
fn a_result_may_borrow_from_its_item() {
    let lines = ["one two".to_owned(), "three".to_owned()];
    let first: Vec<&str> = map_all(&lines, |line| line.split(' ').next().unwrap_or(""));
    assert_eq!(first, ["one", "three"]);
}

/// The threads run at the same time: each can wait for all others.
#[support::test]
fn the_threads_run_at_the_same_time() {
    let meeting = Barrier::new(4);
    // Nobody gets past this unless all four are here.
    map_all(&[(); 4], |()| meeting.wait().is_leader());
}

/// Each item has a thread of its own, and the caller only waits.
#[support::test]
fn each_item_has_a_thread_of_its_own() {
    let ids: HashSet<ThreadId> = map_all(&[(); 8], |()| thread::current().id())
        .into_iter()
        .collect();
    assert_eq!(ids.len(), 8, "eight items, eight threads");
    assert!(
        !ids.contains(&thread::current().id()),
        "the caller's thread must not do the work of an item"
    );
}

/// A panic of `work` is not lost: there is no result without it, so the caller panics.
#[support::test]
fn a_panic_reaches_the_caller() {
    // Whatever panic it is: that of `work`, or one of the caller's own that tells of it.
    let outcome = catch_unwind(|| {
        map_all(&[1, 2, 3], |number| {
            if *number == 2 {
                panic_on_purpose();
            }
            *number
        })
    });
    assert!(
        outcome.is_err(),
        "the second item has no result, and the caller is not told: it got {outcome:?}"
    );
}

/// Something that is done when the one after it is.
struct Link {
    number: usize,
    done: Mutex<Option<Sender<()>>>,
    after: Mutex<Option<Receiver<()>>>,
}

/// The results are in the order of the items, though the last is done first.
#[support::test]
fn results_are_in_the_order_of_the_items() {
    let mut links = Vec::new();
    let mut after = None;
    for number in (0..32).rev() {
        let (sender, receiver) = channel();
        links.push(Link {
            number,
            done: Mutex::new(Some(sender)),
            after: Mutex::new(after.replace(receiver)),
        });
    }
    links.reverse();
    let results = map_all(&links, |link| {
        let after = link.after.lock().expect("not poisoned").take();
        if let Some(after) = after {
            // An error says that the sender is gone, and so is who held it.
            let _ = after.recv();
        }
        drop(link.done.lock().expect("not poisoned").take());
        link.number
    });
    assert_eq!(results, (0..32).collect::<Vec<_>>());
}

/// The counts are right.
#[support::test]
fn the_counts_are_right() {
    let expected = Counts {
        lines: 3,
        words: 4,
        characters: 21,
    };
    assert_eq!(count("Grüße,\n\nund viel Spaß"), expected);
    assert_eq!(count(""), Counts::default());
}

/// Counting copies nothing: the text is read where it is.
#[support::test]
fn counting_copies_nothing() {
    let text = "a line of text\n".repeat(100_000);
    let (counts, allocations) = measure(|| count(&text));
    assert_eq!(counts.lines, 100_000);
    assert!(
        allocations.bytes < 100_000,
        "a text of {} bytes was counted, and {} bytes were allocated for it: was the text copied?",
        text.len(),
        allocations.bytes
    );
}

/// Counting is work for three threads.
#[support::test]
fn counting_takes_three_threads() {
    // To start a thread is to allocate, so what the caller allocates tells how many it started.
    let two_threads = || {
        thread::scope(|scope| {
            scope.spawn(|| ());
            scope.spawn(|| ());
        });
    };
    let (_warmed_up, two) = (measure(two_threads), measure(two_threads).1.blocks);
    let (_, counting) = measure(|| count("a b c"));
    assert!(
        counting.blocks > two,
        "fewer than three threads were started for the three counts"
    );
}
