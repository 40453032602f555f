//! A full descriptor table is waited out, without haste and without end; a dead listener is not.

#![cfg(unix)]

#[cfg_attr(not(solution), path = "../ex03_emfile.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch18-limits/ex03_emfile.rs")]
mod exercise;

use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io::{self, ErrorKind};
use std::net::{TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::time::Duration;

use exercise::{EMFILE, ENFILE, LONGEST, SHORTEST, serve};
use rlimit::Resource;
use support::descriptors::fill;

/// How often `accept` may be called in a row, without a connection, before it is called a busy loop.
const PATIENCE: usize = 100;

/// What happened in a loop, in order.
#[derive(Debug, PartialEq, Eq)]
enum Event {
    Handled(u32),
    Paused(Duration),
}

use Event::{Handled, Paused};

/// The events of a loop whose `accept` yields these results one after the other, and the error that
/// ended it.
#[track_caller]
fn events(script: Vec<io::Result<u32>>) -> (Vec<Event>, io::Error) {
    let events = RefCell::new(Vec::new());
    let mut script = script.into_iter();
    let error = serve(
        || {
            let next = script.next();
            next.unwrap_or_else(|| panic!("`serve` goes on accepting after its listener is dead"))
        },
        |connection| events.borrow_mut().push(Handled(connection)),
        |delay| events.borrow_mut().push(Paused(delay)),
    );
    (events.into_inner(), error)
}

fn full() -> io::Result<u32> {
    Err(io::Error::from_raw_os_error(EMFILE))
}

fn kind(kind: ErrorKind) -> io::Result<u32> {
    Err(kind.into())
}

/// What a listener answers that is no longer one.
fn dead() -> io::Result<u32> {
    Err(ErrorKind::InvalidInput.into())
}

/// A listener whose descriptor is no socket: the system answers `accept` with an error, each time.
fn dead_listener() -> TcpListener {
    TcpListener::from(OwnedFd::from(
        File::open("/dev/null").expect("it can be read"),
    ))
}

/// In a process without a free descriptor, connections wait, and all of them are handled once there is
/// room; for each pause, the loop has tried once.
#[support::test]
fn a_full_table_is_outlived() {
    support::alone!({
        Resource::NOFILE.set(64, 64).expect("both are lowered");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let dead = dead_listener();
        let address = listener.local_addr().expect("an address");
        let clients: Vec<_> = (0..5)
            .map(|_| TcpStream::connect(address).expect("the queue has room"))
            .collect();
        // From here on, accepting fails, for the reason that this is all about.
        let held = RefCell::new(fill());
        let (failed, pauses) = (Cell::new(0), Cell::new(0));
        let handled = RefCell::new(Vec::new());
        let error = serve(
            || {
                let listener = match handled.borrow().len() {
                    5 => &dead,
                    _ => &listener,
                };
                let accepted = listener.accept();
                failed.set(failed.get() + usize::from(accepted.is_err()));
                assert!(
                    failed.get() < PATIENCE,
                    "a busy loop: `accept` failed {PATIENCE} times, and there were {} pauses",
                    pauses.get()
                );
                accepted.map(|(stream, _)| stream)
            },
            |stream| {
                handled.borrow_mut().push(stream);
                if handled.borrow().len() == 5 {
                    // A dead listener, too, says that the table is full as long as it is.
                    held.borrow_mut().clear();
                }
            },
            |_| {
                pauses.set(pauses.get() + 1);
                // Every third pause somebody closes a file.
                if pauses.get() % 3 == 0 {
                    held.borrow_mut().pop();
                }
            },
        );
        assert_eq!(handled.borrow().len(), clients.len(), "it ended: {error}");
        assert_eq!(
            pauses.get(),
            15,
            "5 descriptors were freed, one in 3 pauses"
        );
        assert_eq!(
            failed.get(),
            16,
            "once for each pause, and at last the dead listener"
        );
    });
}

/// A listener that is dead, as the system sees it, ends the loop at its first answer.
#[support::test]
fn a_dead_listener_ends_the_loop() {
    let listener = dead_listener();
    let expected = listener.accept().expect_err("it is no socket");
    let calls = Cell::new(0);
    let error = serve(
        || {
            calls.set(calls.get() + 1);
            assert!(
                calls.get() < PATIENCE,
                "a dead listener was asked {PATIENCE} times"
            );
            listener.accept()
        },
        |_| panic!("a connection from a dead listener"),
        |_| (),
    );
    assert_eq!(calls.get(), 1, "times the dead listener was asked");
    assert_eq!(error.raw_os_error(), expected.raw_os_error(), "{error}");
}

/// Pauses grow from the shortest to the longest, twice each time, and no further.
#[support::test]
fn the_pauses_grow_to_the_longest() {
    let script = (0..10).map(|_| full()).chain([dead()]).collect();
    let (events, _) = events(script);
    let expected = [5, 10, 20, 40, 80, 160, 320, 640, 1000, 1000];
    assert_eq!(events, expected.map(|it| Paused(Duration::from_millis(it))));
    assert_eq!(events.last(), Some(&Paused(LONGEST)));
}

/// After a connection, the next pause is short again.
#[support::test]
fn a_connection_makes_pauses_short_again() {
    let script = vec![full(), full(), Ok(1), full(), Ok(2), dead()];
    let (events, _) = events(script);
    let twice = SHORTEST * 2;
    let expected = [
        Paused(SHORTEST),
        Paused(twice),
        Handled(1),
        Paused(SHORTEST),
        Handled(2),
    ];
    assert_eq!(events, expected);
}

/// A system without descriptors, or without memory, is full as well.
#[support::test]
fn other_ways_to_be_full_are_outlived() {
    let of_system = Err(io::Error::from_raw_os_error(ENFILE));
    let (events, error) = events(vec![
        of_system,
        Ok(1),
        kind(ErrorKind::OutOfMemory),
        Ok(2),
        dead(),
    ]);
    let expected = [Paused(SHORTEST), Handled(1), Paused(SHORTEST), Handled(2)];
    assert_eq!(events, expected, "it ended: {error}");
}

/// A peer that left before it was accepted is nobody else's fault: the next one does not wait.
#[support::test]
fn a_peer_that_left_delays_nobody() {
    let passing = [
        ErrorKind::ConnectionAborted,
        ErrorKind::ConnectionReset,
        ErrorKind::Interrupted,
    ];
    for passing in passing {
        let (events, error) = events(vec![kind(passing), kind(passing), Ok(1), dead()]);
        assert_eq!(events, [Handled(1)], "after {passing:?}; it ended: {error}");
    }
}

/// Whoever leaves does not free a descriptor: the pauses go on growing.
#[support::test]
fn a_peer_that_left_does_not_end_the_pauses() {
    let script = vec![full(), kind(ErrorKind::ConnectionAborted), full(), dead()];
    let (events, _) = events(script);
    assert_eq!(events, [Paused(SHORTEST), Paused(SHORTEST * 2)]);
}
