//! A reference ends before what it looks at.

#[cfg_attr(not(solution), path = "../ex03_borrow.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch10-race-detector/ex03_borrow.rs"
)]
mod exercise;

use std::sync::{Arc, Mutex};

use exercise::{errors_and_warnings, longest, start_count};
use support::alloc::measure;

fn log(lines: &[&str]) -> Vec<Arc<str>> {
    lines.iter().map(|line| Arc::from(*line)).collect()
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// So many lines that a copy of the `Vec` alone is a mebibyte.
const MANY: usize = 1 << 16;
const HALF_A_MEBIBYTE: u64 = 1 << 19;

/// The lines with the word are counted.
#[support::test]
fn lines_are_counted_on_a_thread() {
    let log = log(&["GET /a", "ERROR disk", "GET /b", "ERROR net, ERROR disk"]);
    assert_eq!(start_count(log, "ERROR").join().unwrap(), 2);
    assert_eq!(start_count(vec![], "ERROR").join().unwrap(), 0);
}

/// The lines go to the thread, which frees them. No copy of them is made.
#[support::test]
fn the_lines_are_handed_over() {
    let line: Arc<str> = Arc::from("ERROR disk");
    let log = vec![Arc::clone(&line); MANY];
    let (counting, allocations) = measure(|| start_count(log, "ERROR"));
    assert_eq!(counting.join().unwrap(), MANY);
    assert!(
        allocations.bytes < HALF_A_MEBIBYTE,
        "{} bytes were allocated: were the lines copied?",
        allocations.bytes
    );
    assert_eq!(
        Arc::strong_count(&line),
        1,
        "the thread has ended, and its lines are still there: were they leaked?"
    );
}

/// Both counts are right.
#[support::test]
fn errors_and_warnings_are_counted() {
    let lines = ["ERROR disk", "WARN slow", "GET /", "WARN ERROR"];
    assert_eq!(errors_and_warnings(log(&lines)), (2, 2));
    assert_eq!(
        errors_and_warnings(log(&["WARN", "WARN", "ERROR"])),
        (1, 2),
        "errors first, then warnings"
    );
}

/// Both threads look at the same lines, which are freed at the end.
#[support::test]
fn the_lines_are_shared_and_freed() {
    let line: Arc<str> = Arc::from("WARN slow");
    let log = vec![Arc::clone(&line); MANY];
    let (counts, allocations) = measure(|| errors_and_warnings(log));
    assert_eq!(counts, (0, MANY));
    assert!(
        allocations.bytes < HALF_A_MEBIBYTE,
        "{} bytes were allocated: were the lines copied for the threads?",
        allocations.bytes
    );
    assert_eq!(
        Arc::strong_count(&line),
        1,
        "both counts are there, and so are the lines: were they leaked, to live for ever?"
    );
}

/// The first of the longest names is copied.
#[support::test]
fn the_longest_name_is_copied() {
    let names = Mutex::new(names(&["ann", "barbara", "cecilia", "dan"]));
    assert_eq!(
        longest(&names),
        "barbara",
        "the first of two that are equally long"
    );
    assert_eq!(longest(&Mutex::new(vec![])), "", "of no names");
    assert!(names.try_lock().is_ok(), "the lock is free again");
}

/// One name is copied, not all of them.
#[support::test]
fn one_name_is_copied() {
    let names = Mutex::new(names(&["ann", "bob", "cecilia", "dan"]));
    let (longest, allocations) = measure(|| longest(&names));
    assert_eq!(longest, "cecilia");
    assert!(
        allocations.blocks <= 2,
        "{} blocks were allocated for a copy of one name: were all of them copied?",
        allocations.blocks
    );
}
