//! The number of active connections is right, whatever the handlers do.

#[cfg_attr(not(solution), path = "../ex04_unwind.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch01-defer-drop/ex04_unwind.rs")]
mod exercise;

use exercise::Connections;
use support::unwind::{catch, panic_on_purpose};

/// A handler counts as active while it runs, and no longer.
#[support::test]
fn a_handler_is_active_while_it_runs() {
    let connections = Connections::new(2);
    let during = connections.handle(|| connections.active());
    assert_eq!(during, Some(1), "one connection was being handled");
    assert_eq!(connections.active(), 0, "it is over");
}

/// A connection whose handler panicked is no longer active.
#[support::test]
fn a_panic_ends_the_connection() {
    let connections = Connections::new(2);
    let end = catch(|| connections.handle(|| panic_on_purpose()));
    assert_eq!(
        end, None::<Option<()>>,
        "the panic must go on to the caller"
    );
    assert_eq!(
        connections.active(),
        0,
        "the handler panicked, so the statement after it never ran: which code does run?"
    );
}

/// After as many panics as there is room for, there still is room.
#[support::test]
fn panics_do_not_use_up_the_room() {
    let connections = Connections::new(3);
    for _ in 0..10 {
        catch(|| connections.handle(|| panic_on_purpose()));
    }
    assert_eq!(
        connections.handle(|| "served"),
        Some("served"),
        "nobody is active: there is room"
    );
}

/// One connection that ends does not end the others.
#[support::test]
fn an_inner_panic_leaves_the_outer_active() {
    let connections = Connections::new(3);
    let left = connections.handle(|| {
        catch(|| connections.handle(|| panic_on_purpose()));
        connections.active()
    });
    assert_eq!(left, Some(1), "the outer connection is still being handled");
    assert_eq!(connections.active(), 0, "now it is over as well");
}

/// Who finds no room is refused, and takes none.
#[support::test]
fn a_refusal_takes_no_room() {
    let connections = Connections::new(1);
    let inner = connections.handle(|| {
        (
            connections.handle(|| ()),
            connections.handle(|| ()),
            connections.active(),
        )
    });
    assert_eq!(
        inner,
        Some((None, None, 1)),
        "the limit is one, and one is active"
    );
    assert_eq!(
        connections.active(),
        0,
        "a refused connection was counted, or uncounted"
    );
}
