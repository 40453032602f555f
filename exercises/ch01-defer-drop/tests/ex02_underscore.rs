//! A handler runs inside the gate, from its first step to its last.

#[cfg_attr(not(solution), path = "../ex02_underscore.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch01-defer-drop/ex02_underscore.rs"
)]
mod exercise;

use exercise::{Gate, serve, serve_if_room};
use support::unwind::{catch, panic_on_purpose};

/// While the handler of `serve` runs, one is inside.
#[support::test]
fn serve_guards_its_handler() {
    let gate = Gate::default();
    let inside = serve(&gate, || gate.inside());
    assert_eq!(
        inside, 1,
        "the handler ran after its pass was dropped: what is the pass bound to?"
    );
}

/// While the handler of `serve_if_room` runs, one is inside.
#[support::test]
fn serve_if_room_guards_its_handler() {
    let gate = Gate::default();
    let inside = serve_if_room(&gate, 1, || gate.inside());
    assert_eq!(
        inside,
        Some(1),
        "the handler ran after its pass was dropped: `Some(_)` does not take the pass either"
    );
}

/// A handler that serves another one is inside together with it.
#[support::test]
fn handlers_inside_handlers_add_up() {
    let gate = Gate::default();
    let inside = serve(&gate, || {
        serve_if_room(&gate, 2, || serve(&gate, || gate.inside()))
    });
    assert_eq!(inside, Some(3), "three handlers run, one in the other");
}

/// When a handler is done, nobody is inside any more.
#[support::test]
fn the_pass_ends_with_the_handler() {
    let gate = Gate::default();
    serve(&gate, || ());
    serve_if_room(&gate, 1, || ());
    assert_eq!(
        gate.inside(),
        0,
        "a pass was kept for ever: was it forgotten?"
    );
}

/// When a handler panics, nobody is inside any more.
#[support::test]
fn the_pass_ends_with_a_panic_too() {
    let gate = Gate::default();
    let end = catch(|| serve(&gate, || panic_on_purpose()));
    assert_eq!(end, None::<()>, "the panic must go on to the caller");
    assert_eq!(gate.inside(), 0, "the pass outlived the panic");
}

/// Who finds no room is refused, and does not count as inside.
#[support::test]
fn who_finds_no_room_is_refused() {
    let gate = Gate::default();
    let refused = serve(&gate, || serve_if_room(&gate, 1, || "served"));
    assert_eq!(
        refused, None,
        "one was inside already, and the limit was one"
    );
    assert_eq!(gate.inside(), 0, "a refusal must leave the count alone");
}
