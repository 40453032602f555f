//! Both greetings are complete when `greet` returns, and a panic is not lost.

#[cfg_attr(not(solution), path = "../ex01_greeter.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch06-threads-tasks/ex01_greeter.rs"
)]
mod exercise;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Barrier, Mutex};
use std::thread;
use std::time::Duration;

use exercise::greet;
use support::unwind::{catch, panic_on_purpose};

/// Each of the two greetings is said, once.
#[support::test]
fn both_are_said_once() {
    let said = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&said);
    let result = greet(move |word| log.lock().expect("not poisoned").push(word.to_owned()));
    assert!(result.is_ok(), "no greeter panicked");
    let mut said = said.lock().expect("not poisoned").clone();
    said.sort();
    assert_eq!(said, ["hello", "world"]);
}

/// The two greeters run at the same time: each can wait for the other.
#[support::test]
fn they_run_at_the_same_time() {
    let meeting = Arc::new(Barrier::new(2));
    let result = greet(move |_| {
        // Nobody gets past this unless both are here.
        meeting.wait();
    });
    assert!(result.is_ok(), "no greeter panicked");
}

/// "hello" is said on another thread, "world" on the caller's.
#[support::test]
fn the_caller_greets_too() {
    let caller = thread::current().id();
    let said = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&said);
    let result = greet(move |word| {
        let on_the_caller = thread::current().id() == caller;
        let entry = (word.to_owned(), on_the_caller);
        log.lock().expect("not poisoned").push(entry);
    });
    assert!(result.is_ok(), "no greeter panicked");
    let mut said = said.lock().expect("not poisoned").clone();
    said.sort();
    assert_eq!(
        said,
        [("hello".to_owned(), false), ("world".to_owned(), true)],
        "which of the greetings were said on the caller's thread"
    );
}

/// However long "hello" takes after "world" was said, it is complete when `greet` returns.
#[support::test]
fn the_slower_one_is_waited_for() {
    let (world_was_said, after_world) = channel::<()>();
    let (returned, too_early) = channel::<()>();
    let complete = Arc::new(AtomicBool::new(false));
    let done = Arc::clone(&complete);
    let hello = Arc::new(Mutex::new((after_world, too_early)));
    let result = greet(move |word| {
        if word == "world" {
            world_was_said.send(()).expect("the test still listens");
            return;
        }
        let hello = hello.lock().expect("not poisoned");
        hello.0.recv().expect("world is said");
        // An answer that waits can not return meanwhile, so this takes its time and decides nothing.
        // One that does not wait returns, and then the greeting is not complete.
        let _ = hello.1.recv_timeout(Duration::from_millis(200));
        done.store(true, Ordering::Release);
    });
    assert!(
        complete.load(Ordering::Acquire),
        "`greet` returned while \"hello\" was still being said: who waits for its thread?"
    );
    drop(returned);
    assert!(result.is_ok(), "no greeter panicked");
}

/// A panic of the greeter of "hello" comes back as the result, after "world" was said.
#[support::test]
fn a_panic_comes_back() {
    let world_was_said = Arc::new(AtomicBool::new(false));
    let said = Arc::clone(&world_was_said);
    let result = catch(move || {
        greet(move |word| match word {
            "hello" => panic_on_purpose(),
            _ => said.store(true, Ordering::Release),
        })
    });
    let result = result.expect("the panic is in the result of `greet`, and does not go through it");
    assert!(
        result.is_err(),
        "the greeter of \"hello\" panicked, and `greet` says that all is well: what does `join` return?"
    );
    assert!(
        world_was_said.load(Ordering::Acquire),
        "a panic in one thread is no reason to be silent in another"
    );
}
