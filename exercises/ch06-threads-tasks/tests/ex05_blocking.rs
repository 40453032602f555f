//! Whatever is slow, the other tasks of the runtime go on.

#[cfg_attr(not(solution), path = "../ex05_blocking.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch06-threads-tasks/ex05_blocking.rs"
)]
mod exercise;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use exercise::{GIVE_WAY, ParserPanicked, parse, sum};
use support::alloc::measure;
use support::unwind::panic_on_purpose;
use tokio::runtime::{Builder, Runtime};
use tokio::task::yield_now;

/// A runtime with one thread: whoever holds that, holds up everybody.
fn one_thread() -> Runtime {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
}

/// Starts a task that beats whenever it has its turn, for as long as somebody listens.
fn heart() -> Receiver<()> {
    let (beat, beats) = channel();
    tokio::spawn(async move {
        while beat.send(()).is_ok() {
            yield_now().await;
        }
    });
    beats
}

/// While the parser runs, the heart of the same runtime beats.
#[support::test]
fn the_heart_beats_while_the_parser_runs() {
    let executor = thread::current().id();
    let beats = one_thread().block_on(async {
        let beats = heart();
        parse("a document".to_owned(), move |_| {
            if thread::current().id() == executor {
                // The heart has no other thread to beat on, so there is nothing to wait for.
                return 0;
            }
            // It has no end but this: three beats since the parser began.
            while beats.try_recv().is_ok() {}
            beats.iter().take(3).count()
        })
        .await
    });
    assert_eq!(
        beats,
        Ok(3),
        "the heart missed its beats: the parser runs on the thread of the executor, so that no other \
         task can run until it is done"
    );
}

/// What the parser returns is returned; the document is what it is given.
#[support::test]
fn the_result_comes_back() {
    let words = parse("three short words".to_owned(), |text| {
        text.split(' ').map(str::to_owned).collect::<Vec<_>>()
    });
    let words = one_thread().block_on(words).expect("no panic");
    assert_eq!(words, ["three", "short", "words"]);
}

/// A panic of the parser is an error, and the runtime goes on.
#[support::test]
fn a_panic_of_the_parser_is_an_error() {
    one_thread().block_on(async {
        // In a task of its own, as a server has one for each connection.
        let parsed = tokio::spawn(parse(String::new(), |_| panic_on_purpose()));
        let parsed: Result<Result<(), _>, _> = parsed.await;
        let parsed = parsed.expect("the panic is caught, and does not end the task that parses");
        assert_eq!(parsed, Err(ParserPanicked));
    });
}

/// The sum is right, whatever the number of numbers.
#[support::test]
fn the_sum_is_right() {
    let way = u64::try_from(GIVE_WAY).expect("it is small");
    for count in [0, 1, way - 1, way, way + 1, 10 * way + 7] {
        let numbers: Vec<u64> = (1..=count).collect();
        let total = one_thread().block_on(sum(&numbers));
        assert_eq!(total, count * (count + 1) / 2, "of 1 to {count}");
    }
}

/// The numbers are added up where they are.
#[support::test]
fn no_numbers_are_copied() {
    let numbers = vec![1; 100 * GIVE_WAY];
    let runtime = one_thread();
    let (total, allocations) = measure(|| runtime.block_on(sum(&numbers)));
    assert_eq!(total, 100_000);
    assert!(
        allocations.bytes < 100_000,
        "{} bytes were allocated, to add up numbers that need none: were they copied, so as to give \
         them to another thread?",
        allocations.bytes
    );
}

/// The heart beats at least once for each thousand numbers that are added up.
#[support::test]
fn the_heart_beats_while_numbers_are_added() {
    let beats = one_thread().block_on(async {
        let beats = Arc::new(AtomicU64::new(0));
        let heart = Arc::clone(&beats);
        tokio::spawn(async move {
            loop {
                heart.fetch_add(1, Ordering::Relaxed);
                yield_now().await;
            }
        });
        sum(&vec![1; 100 * GIVE_WAY]).await;
        beats.load(Ordering::Relaxed)
    });
    assert!(
        beats >= 99,
        "100,000 numbers were added up, and the heart has beaten {beats} times, not 99: after each \
         {GIVE_WAY} of them it is somebody else's turn"
    );
}
