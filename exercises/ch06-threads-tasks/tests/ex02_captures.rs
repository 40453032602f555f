//! Every closure has its own value of what belongs to it, and shares what belongs to all.

#[cfg_attr(not(solution), path = "../ex02_captures.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch06-threads-tasks/ex02_captures.rs"
)]
mod exercise;

use std::sync::{Arc, Mutex};
use std::thread;

use exercise::{numbered, start};
use support::alloc::measure;

/// Each closure returns its own number, not the last one of the loop.
#[support::test]
fn each_closure_has_its_own_number() {
    let numbers: Vec<u32> = numbered(3).iter().map(|closure| closure()).collect();
    assert_eq!(numbers, [0, 1, 2], "three closures, each asked once");
    assert!(numbered(0).is_empty(), "no numbers, no closures");
}

/// A closure keeps its number, however often it is asked, and on whatever thread.
#[support::test]
fn a_closure_can_be_asked_again() {
    let mut closures = numbered(3);
    let last = closures.pop().expect("there are three");
    let twice = thread::spawn(move || (last(), last())).join();
    assert_eq!(twice.expect("a closure does not panic"), (2, 2));
}

/// What the closures hold ends with them.
#[support::test]
fn nothing_is_leaked() {
    let (_, allocations) = measure(|| drop(numbered(100)));
    assert_eq!(
        allocations.kept_bytes, 0,
        "memory is left over after the closures are gone: `move` gives a number to its closure, \
         without leaking it"
    );
}

/// Every thread writes its greeting into the log that the caller has.
#[support::test]
fn all_threads_write_into_one_log() {
    let log = Arc::new(Mutex::new(Vec::new()));
    let names = ["ann", "bob", "cid"].map(str::to_owned).to_vec();
    let threads = start(names, Arc::clone(&log));
    assert_eq!(threads.len(), 3, "a thread for each name");
    for thread in threads {
        thread.join().expect("a thread does not panic");
    }
    let mut log = log.lock().expect("not poisoned").clone();
    log.sort();
    assert_eq!(log, ["hello, ann", "hello, bob", "hello, cid"]);
}

/// `start` starts the threads and returns: waiting is up to whoever has the handles.
#[support::test]
fn starting_does_not_wait() {
    let log = Arc::new(Mutex::new(Vec::new()));
    // While the test holds the lock no thread gets on.
    let held = log.lock().expect("not poisoned");
    let threads = start(vec!["ann".to_owned(), "bob".to_owned()], Arc::clone(&log));
    drop(held);
    for thread in threads {
        thread.join().expect("a thread does not panic");
    }
    assert_eq!(log.lock().expect("not poisoned").len(), 2);
}
