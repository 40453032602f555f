//! A recursion has the stack that it needs, and no input decides how much that is.

#[cfg_attr(not(solution), path = "../ex03_stack.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch06-threads-tasks/ex03_stack.rs")]
mod exercise;

use std::hint::black_box;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use exercise::{MAX_LEVELS, with_stack};
use support::unwind::{catch, panic_on_purpose};

const MIB: usize = 1024 * 1024;

fn nesting(text: &str) -> Option<usize> {
    exercise::nesting(text).expect("there is memory for a thread")
}

/// Calls itself until the stack is `bytes` deep, counted from here.
fn descend(bytes: usize) -> usize {
    fn further(top: usize, bytes: usize) -> usize {
        let frame = black_box([0_u8; 512]);
        let depth = top.abs_diff(frame.as_ptr().addr());
        if depth >= bytes {
            return depth;
        }
        let reached = further(top, bytes);
        // Used after the call, so that no compiler turns the recursion into a loop.
        black_box(&frame);
        reached
    }
    let top = 0_u8;
    further((&raw const top).addr(), bytes)
}

/// What `work` returns is returned, and it may borrow from the caller.
#[support::test]
fn the_result_comes_back() {
    let text = "borrowed".to_owned();
    let caller = thread::current().id();
    let result = with_stack(MIB, || (text.len(), thread::current().id()));
    let (length, thread) = result.expect("a thread with a stack of 1 MiB");
    assert_eq!(length, 8);
    assert_ne!(
        thread, caller,
        "a stack cannot be made larger, so `work` needs another thread"
    );
}

/// `work` has the stack that was asked for. (A crash here is a stack overflow: the stack was smaller.)
#[support::test]
fn the_stack_is_as_large_as_asked_for() {
    let depth = with_stack(64 * MIB, || descend(63 * MIB)).expect("a stack of 64 MiB");
    assert!(depth >= 63 * MIB);
}

/// A stack larger than any memory is an error of the caller's, not a panic.
#[support::test]
fn too_large_a_stack_is_an_error() {
    // Far beyond what a processor with 64 bits can address.
    let bytes = usize::MAX / 8 / MIB * MIB;
    let result = catch_unwind(AssertUnwindSafe(|| with_stack(bytes, || ())));
    let result = result.expect("that no thread can be started is an error to return, no panic");
    assert!(
        result.is_err(),
        "there is no such stack: was `bytes` given to the builder?"
    );
}

/// A panic of `work` goes on in the caller, with what it carries.
#[support::test]
fn a_panic_goes_through() {
    let result = catch(|| with_stack(MIB, || panic_on_purpose()));
    assert!(
        result.is_none(),
        "`work` panicked, and the caller does not notice"
    );
}

/// The deepest level counts, not the number of brackets.
#[support::test]
fn the_deepest_level_counts() {
    let flat = "()".repeat(1_000_000);
    for (text, levels) in [
        ("", 0),
        ("no brackets", 0),
        ("f(x)", 1),
        ("(()(()))()", 3),
        ("((", 2),
        (flat.as_str(), 1),
    ] {
        let shown: String = text.chars().take(12).collect();
        assert_eq!(nesting(text), Some(levels), "in `{shown}`");
    }
}

/// As many levels as are allowed can be followed. (A crash here is a stack overflow: give `nested` a
/// larger stack.)
#[support::test]
fn a_hundred_thousand_levels_are_followed() {
    let text = "(".repeat(MAX_LEVELS) + &")".repeat(MAX_LEVELS);
    assert_eq!(nesting(&text), Some(MAX_LEVELS));
}

/// One level more is refused.
#[support::test]
fn one_more_is_refused() {
    let text = "(".repeat(MAX_LEVELS + 1) + &")".repeat(MAX_LEVELS + 1);
    assert_eq!(nesting(&text), None, "{} levels", MAX_LEVELS + 1);
}

/// Whoever sends ten million brackets gets a refusal. (A crash here is a stack overflow: ask how deep it
/// is *before* going deeper.)
#[support::test]
fn no_text_overflows_the_stack() {
    assert_eq!(nesting(&"(".repeat(10_000_000)), None, "ten million levels");
}
