//! What is shared between threads can be, and what need not be stays on its own.

#[cfg_attr(not(solution), path = "../ex01_send.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch10-race-detector/ex01_send.rs")]
mod exercise;

use exercise::{Settings, different_words, greet_all};
use support::alloc::measure;

fn settings(greeting: &str) -> Settings {
    Settings {
        greeting: greeting.to_owned(),
        farewell: "bye".to_owned(),
    }
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Everybody is greeted, in the order of the names.
#[support::test]
fn everybody_is_greeted_in_order() {
    assert_eq!(
        greet_all(settings("hello"), names(&["ann", "bob", "cid"])),
        ["hello, ann; bye", "hello, bob; bye", "hello, cid; bye"]
    );
    assert_eq!(greet_all(settings("hello"), vec![]), [""; 0]);
}

/// The settings are shared by all workers, not copied for each.
#[support::test]
fn the_settings_are_not_copied() {
    const LARGE: usize = 1 << 20;
    let settings = Settings {
        greeting: String::new(),
        farewell: "x".repeat(LARGE),
    };
    let names = names(&["ann", "bob", "cid", "dan"]);
    let (greetings, allocations) = measure(|| greet_all(settings, names));
    assert_eq!(greetings.len(), 4);
    // The greetings are made on the workers' threads, and counted there.
    assert!(
        allocations.bytes < LARGE as u64,
        "the calling thread allocated {} bytes for settings of {LARGE}: were they cloned for the \
         workers, or the greetings made by the caller?",
        allocations.bytes
    );
}

/// When the greeting is over, the settings are freed.
#[support::test]
fn the_settings_are_freed() {
    const LARGE: usize = 1 << 20;
    let (_, allocations) = measure(|| {
        let settings = Settings {
            greeting: String::new(),
            farewell: "x".repeat(LARGE),
        };
        greet_all(settings, vec![])
    });
    assert!(
        allocations.kept_bytes < LARGE as i64,
        "there was nobody to greet, and the settings are still there: were they leaked?"
    );
}

/// Different words are counted once each.
#[support::test]
fn different_words_are_counted() {
    let count = |text: &str| different_words(text.to_owned()).join().unwrap();
    assert_eq!(count("to be or not to be"), 4);
    assert_eq!(count("be or to be"), 3, "equal words need not be neighbors");
    assert_eq!(count(""), 0);
}

/// The words are found on the new thread: the caller goes on at once.
#[support::test]
fn the_caller_does_not_do_the_work() {
    let text = "so many words ".repeat(10_000);
    let (counting, allocations) = measure(|| different_words(text));
    assert_eq!(counting.join().unwrap(), 3);
    assert!(
        allocations.blocks < 1_000,
        "the calling thread allocated {} blocks: the words are for the new thread to find",
        allocations.blocks
    );
}
