//! What ends speaks, in the right order, and on every path out.

#[cfg_attr(not(solution), path = "../ex01_lifo.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch01-defer-drop/ex01_lifo.rs")]
mod exercise;

use exercise::{Line, Log, Server, five_defers};
use support::unwind::{catch, panic_on_purpose};

/// A line speaks when it is dropped, and not before.
#[support::test]
fn a_line_speaks_when_dropped() {
    let log = Log::default();
    let line = Line::new(&log, "bye");
    log.say("hello");
    drop(line);
    assert_eq!(
        log.text(),
        "hello\nbye",
        "a `Line` says its text in its `Drop`"
    );
}

/// The five lines come after the work, not before it.
#[support::test]
fn five_lines_after_the_work() {
    let log = Log::default();
    five_defers(&log, || {
        assert_eq!(
            log.text(),
            "",
            "nothing may be said before `work`: are the lines still alive?"
        );
        log.say("working");
    });
    assert!(
        log.text().starts_with("working\n"),
        "then the lines follow: {:?}",
        log.text()
    );
}

/// The five lines come in the order of Go's `defer`: the last one first.
#[support::test]
fn five_lines_last_one_first() {
    let log = Log::default();
    five_defers(&log, || log.say("working"));
    support::assert_snapshot!("five_defers", log.text());
}

/// The five lines come as well when the work panics, as deferred calls do.
#[support::test]
fn five_lines_also_after_a_panic() {
    let log = Log::default();
    let end = catch(|| five_defers(&log, || panic_on_purpose()));
    assert_eq!(end, None, "the panic must go on to the caller");
    assert_eq!(
        log.text(),
        "five\nfour\nthree\ntwo\none",
        "`work` panicked, and a statement after it never runs: only values are dropped on that way \
         out"
    );
}

/// A server that is dropped closes its connections, then its listener, then its log.
#[support::test]
fn a_server_closes_in_order() {
    let log = Log::default();
    drop(Server::start(&log));
    assert_eq!(
        log.text(),
        "connections closed\nlistener closed\nlog closed",
        "fields are dropped in the order in which the type declares them"
    );
}
