//! The number of active connections is right, whether handlers return or panic.

#[cfg_attr(not(solution), path = "../ex04_unwind.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch01-defer-drop/ex04_unwind.rs")]
mod exercise;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;
use std::thread;

use exercise::{Full, Server};

/// While a handler runs its connection is counted, and what the handler returns comes back.
#[support::test]
fn a_connection_counts_while_it_is_handled() {
    let server = Server::new(2);
    let seen = server.handle(|| {
        let one = server.active();
        let two = server.handle(|| server.active());
        (one, two, server.active())
    });
    assert_eq!(
        seen,
        Ok((1, Ok(2), 1)),
        "one connection, then a second one inside the first, then the first one alone again"
    );
}

/// When the handler returns its connection is no longer counted.
#[support::test]
fn a_connection_counts_out_when_it_returns() {
    let server = Server::new(2);
    let outer = server.handle(|| {
        assert_eq!(
            server.handle(|| "hello"),
            Ok("hello"),
            "there is room for two"
        );
        assert_eq!(
            server.active(),
            1,
            "the inner connection is counted out, once"
        );
    });
    assert_eq!(outer, Ok(()), "there is room for two");
    assert_eq!(server.active(), 0, "both connections are counted out");
}

/// When the handler panics its connection is no longer counted, and the server serves on.
#[support::test]
fn a_panic_counts_out_too() {
    let server = Server::new(1);
    for round in 1..=3 {
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let _ = server.handle(|| panic!("this panic belongs to the test"));
        }));
        assert!(
            outcome.is_err(),
            "round {round}: the handler must be called, and its panic pass"
        );
        assert_eq!(
            server.active(),
            0,
            "round {round}: what stands after the call is skipped by a panic; a value's `Drop` is \
             not"
        );
    }
    assert_eq!(
        server.handle(|| 7),
        Ok(7),
        "nobody is connected, so there is room"
    );
}

/// The caller gets the handler's own panic.
#[support::test]
fn the_panic_reaches_the_caller() {
    let server = Server::new(1);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let _ = server.handle(|| panic!("no such room"));
    }));
    let payload = outcome.expect_err("the panic must not be turned into a return");
    assert_eq!(
        payload.downcast_ref::<&str>(),
        Some(&"no such room"),
        "clean up and let the panic pass: there is no need to catch it"
    );
}

/// A full server refuses, calls no handler, and counts as before.
#[support::test]
fn a_refused_connection_changes_nothing() {
    let server = Server::new(1);
    let outer = server.handle(|| {
        let mut called = false;
        assert_eq!(
            server.handle(|| called = true),
            Err(Full),
            "one is the limit"
        );
        assert!(
            !called,
            "the handler of a refused connection must not be called"
        );
        assert_eq!(
            server.active(),
            1,
            "a connection that was never counted in must not be counted out"
        );
    });
    assert_eq!(outer, Ok(()), "an empty server has room");
    assert_eq!(server.active(), 0, "the one connection is counted out");
}

/// A handler that panics on its own thread is counted out, and the one beside it is not.
#[support::test]
fn the_count_is_right_across_threads() {
    let server = Server::new(2);
    let both_are_in = Barrier::new(2);
    let one_is_out = Barrier::new(2);
    thread::scope(|scope| {
        let stays = scope.spawn(|| {
            server.handle(|| {
                both_are_in.wait();
                one_is_out.wait();
                server.active()
            })
        });
        let panics = scope.spawn(|| {
            server.handle(|| {
                both_are_in.wait();
                panic!("this panic belongs to the test");
            })
        });
        assert!(
            panics.join().is_err(),
            "the panic ends its thread, and `join` tells of it"
        );
        one_is_out.wait();
        let seen = stays.join().expect("this handler does not panic");
        assert_eq!(
            seen,
            Ok(1),
            "one connection has panicked, the other is still served"
        );
    });
    assert_eq!(server.active(), 0, "both are counted out");
}

/// A connection handled while another panic unwinds is counted in once and out once.
#[support::test]
fn a_handler_may_run_while_a_panic_unwinds() {
    struct SaysGoodbye<'s>(&'s Server);
    impl Drop for SaysGoodbye<'_> {
        fn drop(&mut self) {
            let _ = self.0.handle(|| ());
        }
    }
    let server = Server::new(3);
    let outer = server.handle(|| {
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let _goodbye = SaysGoodbye(&server);
            panic!("this panic belongs to the test");
        }));
        assert!(outcome.is_err(), "the panic is the test's own");
        assert_eq!(
            server.active(),
            1,
            "a handler was called by a `Drop` during a panic, and returned: that is one in and one \
             out, whatever `thread::panicking()` says"
        );
    });
    assert_eq!(outer, Ok(()), "there is room for three");
}
