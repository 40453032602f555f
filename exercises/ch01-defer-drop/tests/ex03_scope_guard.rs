//! A guard runs its action once at most, on every path out, unless it is dismissed.

#[cfg_attr(not(solution), path = "../ex03_scope_guard.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch01-defer-drop/ex03_scope_guard.rs"
)]
mod exercise;

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use exercise::{Room, defer, join};

/// The action runs when the guard's scope ends, not before.
#[support::test]
fn the_action_runs_at_the_end_of_the_scope() {
    let steps = RefCell::new(Vec::new());
    {
        let _guard = defer(|| steps.borrow_mut().push("deferred"));
        steps.borrow_mut().push("body");
    }
    assert_eq!(
        *steps.borrow(),
        ["body", "deferred"],
        "`defer` only makes the guard; its `Drop` runs the action, once"
    );
}

/// The action runs when a panic unwinds through the guard's scope.
#[support::test]
fn a_panic_runs_the_action() {
    let runs = Cell::new(0);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let _guard = defer(|| runs.set(runs.get() + 1));
        panic!("this panic belongs to the test");
    }));
    assert!(outcome.is_err(), "a guard does not stop a panic");
    assert_eq!(
        runs.get(),
        1,
        "like Go's `defer`, a guard runs its action when a panic passes"
    );
}

/// `run_now` runs the action at once, and the end of the guard does not run it again.
#[support::test]
fn run_now_runs_the_action_once() {
    let runs = Cell::new(0);
    let guard = defer(|| runs.set(runs.get() + 1));
    assert_eq!(runs.get(), 0, "nothing runs before it is time");
    guard.run_now();
    assert_eq!(
        runs.get(),
        1,
        "`run_now` takes the guard by value, so the guard is dropped when `run_now` returns: the \
         action must be gone by then"
    );
}

/// A guard that was dismissed never runs its action.
#[support::test]
fn a_dismissed_guard_does_nothing() {
    let runs = Cell::new(0);
    defer(|| runs.set(runs.get() + 1)).dismiss();
    assert_eq!(
        runs.get(),
        0,
        "`dismiss` takes the guard by value, so the guard is dropped when `dismiss` returns: the \
         action must be gone by then"
    );
}

/// Dismissing a guard drops what its action has captured.
#[support::test]
fn dismiss_drops_what_the_action_captured() {
    let ours = Rc::new(Cell::new(0));
    let captured = Rc::clone(&ours);
    defer(move || captured.set(1)).dismiss();
    assert_eq!(
        Rc::strong_count(&ours),
        1,
        "the action owned a second handle, and it must be dropped with the action: a guard that is \
         forgotten leaks whatever it holds"
    );
}

/// The name is in the room while it is greeted, and stays when the greeting went well.
#[support::test]
fn a_greeted_name_stays() {
    let room = Room::default();
    room.enter("ann");
    assert_eq!(
        join(&room, "bob", || Ok(())),
        Ok(()),
        "the greeting went well"
    );
    assert_eq!(
        room.names(),
        ["ann", "bob"],
        "after a greeting that went well the guard must be dismissed"
    );
}

/// The name is in the room before the greeting starts.
#[support::test]
fn the_name_is_in_the_room_while_it_is_greeted() {
    let room = Room::default();
    let meanwhile = RefCell::new(Vec::new());
    let greet = || {
        *meanwhile.borrow_mut() = room.names();
        Ok(())
    };
    assert_eq!(join(&room, "bob", greet), Ok(()), "the greeting went well");
    assert_eq!(
        *meanwhile.borrow(),
        ["bob"],
        "the name enters before `greet` is called; is the guard bound to a name?"
    );
}

/// A greeting that fails returns its error, and the name leaves.
#[support::test]
fn a_failed_greeting_leaves_the_room() {
    let room = Room::default();
    room.enter("ann");
    let outcome = join(&room, "bob", || Err("connection reset".to_owned()));
    assert_eq!(
        outcome,
        Err("connection reset".to_owned()),
        "the greeting's error is `join`'s"
    );
    assert_eq!(
        room.names(),
        ["ann"],
        "`?` is a `return`: what stands after it does not run, the guards made before it do"
    );
}

/// A greeting that panics leaves the room as well, and the panic goes on.
#[support::test]
fn a_greeting_that_panics_leaves_the_room() {
    let room = Room::default();
    room.enter("ann");
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        join(&room, "bob", || panic!("this panic belongs to the test"))
    }));
    assert!(
        outcome.is_err(),
        "the greeting's panic passes through `join`"
    );
    assert_eq!(
        room.names(),
        ["ann"],
        "a panic is a path out too, and no `match` sees it"
    );
}
