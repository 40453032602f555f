//! Five parts of a server close in the reverse of the order in which they were opened.

#[cfg_attr(not(solution), path = "../ex01_lifo.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch01-defer-drop/ex01_lifo.rs")]
mod exercise;

use std::panic::{AssertUnwindSafe, catch_unwind};

use exercise::{Journal, Part, Server, run};

const OPENED: &str = "open log\nopen database\nopen cache\nopen sessions\nopen listener\n";
const CLOSED: &str = "close listener\nclose sessions\nclose cache\nclose database\nclose log\n";

/// A part that is dropped writes `close` and its name to its journal.
#[support::test]
fn a_dropped_part_writes_its_line() {
    let journal = Journal::default();
    drop(Part::open("clock", &journal));
    assert_eq!(
        journal.text(),
        "open clock\nclose clock\n",
        "a part writes one line when it is opened and one, to its own journal, when it is dropped: \
         that is what `Part` needs a `Drop` for"
    );
}

/// The journal of `run` is the output of the Go program, line for line.
#[support::test]
fn run_writes_what_the_go_program_prints() {
    let journal = Journal::default();
    run(&journal, || journal.line("serving"));
    support::assert_snapshot!("five", journal.text());
}

/// The parts close in the same order when `serve` panics.
#[support::test]
fn parts_close_when_serve_panics() {
    let journal = Journal::default();
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        run(&journal, || panic!("this panic belongs to the test"));
    }));
    assert!(
        outcome.is_err(),
        "`run` must call `serve`, and its panic passes through `run`"
    );
    assert_eq!(
        journal.text(),
        format!("{OPENED}{CLOSED}"),
        "code after the call of `serve` is never reached when it panics; the `Drop` of each part is"
    );
}

/// The fields of a dropped `Server` close last to first.
#[support::test]
fn fields_close_last_to_first() {
    let journal = Journal::default();
    let server = Server::open(&journal);
    journal.line("serving");
    drop(server);
    assert_eq!(
        journal.text(),
        format!("{OPENED}serving\n{CLOSED}"),
        "fields are opened in the order of the literal in `open`, and dropped in the order in which \
         the struct declares them, first to last: only one of the two has to change"
    );
}

/// Each field of `Server` holds the part of its own name.
#[support::test]
fn each_field_holds_its_part() {
    let Server {
        log,
        database,
        cache,
        sessions,
        listener,
    } = Server::open(&Journal::default());
    assert_eq!(
        [
            log.name,
            database.name,
            cache.name,
            sessions.name,
            listener.name
        ],
        ["log", "database", "cache", "sessions", "listener"],
        "change the order of the fields, not what is put into them"
    );
}
