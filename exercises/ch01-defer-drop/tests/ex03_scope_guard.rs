//! What is deferred happens once on every way out, unless it is dismissed.

#[cfg_attr(not(solution), path = "../ex03_scope_guard.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch01-defer-drop/ex03_scope_guard.rs"
)]
mod exercise;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use exercise::{defer, install};
use support::unwind::{catch, panic_on_purpose};

/// A guard runs its action once, at the end of its scope.
#[support::test]
fn the_action_runs_once_at_the_end() {
    let runs = Cell::new(0);
    {
        let _guard = defer(|| runs.set(runs.get() + 1));
        assert_eq!(
            runs.get(),
            0,
            "the action ran at once: it belongs into `drop`"
        );
    }
    assert_eq!(
        runs.get(),
        1,
        "the action must run once, when the guard is dropped"
    );
}

/// A guard runs its action when the stack unwinds.
#[support::test]
fn the_action_runs_on_a_panic() {
    let runs = Cell::new(0);
    let end = catch(|| {
        let _guard = defer(|| runs.set(runs.get() + 1));
        panic_on_purpose();
    });
    assert_eq!(
        (end, runs.get()),
        (None::<()>, 1),
        "unwinding drops the guard as well"
    );
}

/// The action of a dismissed guard never runs.
#[support::test]
fn a_dismissed_action_never_runs() {
    let runs = Cell::new(0);
    defer(|| runs.set(runs.get() + 1)).dismiss();
    assert_eq!(
        runs.get(),
        0,
        "`dismiss` takes the guard and drops it at its end: with no action"
    );
}

/// A dismissed guard gives up what its action had captured.
#[support::test]
fn a_dismissed_action_leaks_nothing() {
    let captured = Rc::new(());
    let inside = Rc::clone(&captured);
    defer(move || drop(inside)).dismiss();
    assert_eq!(
        Rc::strong_count(&captured),
        1,
        "what the closure captured is still alive: a forgotten value is never dropped"
    );
}

fn two_of_three(name: &str) -> Result<(), String> {
    if name == "c" {
        Err("no room for c".to_owned())
    } else {
        Ok(())
    }
}

/// An installation that succeeds keeps everything.
#[support::test]
fn a_success_is_kept() {
    let installed = RefCell::new(vec!["base".to_owned()]);
    let result = install(&["a", "b"], &installed, two_of_three);
    assert_eq!(result, Ok(()));
    assert_eq!(
        *installed.borrow(),
        ["base", "a", "b"],
        "after a success nothing is rolled back"
    );
}

/// An installation that fails half-way leaves what was there before.
#[support::test]
fn a_failure_is_rolled_back() {
    let installed = RefCell::new(vec!["base".to_owned()]);
    let result = install(&["a", "b", "c"], &installed, two_of_three);
    assert_eq!(
        result,
        Err("no room for c".to_owned()),
        "the error goes to the caller"
    );
    assert_eq!(
        *installed.borrow(),
        ["base"],
        "the `?` left early: what runs on that way out?"
    );
}

/// An installation that panics half-way leaves what was there before.
#[support::test]
fn a_panic_is_rolled_back() {
    let installed = RefCell::new(vec!["base".to_owned()]);
    let copy = |name: &str| {
        if name == "b" {
            panic_on_purpose()
        } else {
            Ok(())
        }
    };
    let end = catch(|| install(&["a", "b"], &installed, copy));
    assert_eq!(end, None, "the panic must go on to the caller");
    assert_eq!(
        *installed.borrow(),
        ["base"],
        "a panic is a way out like any other"
    );
}
