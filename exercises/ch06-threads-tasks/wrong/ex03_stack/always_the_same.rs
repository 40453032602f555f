//! Mistake: every thread gets the same large stack, whatever was asked for.
//! Rejected by: too_large_a_stack_is_an_error

use std::io;
use std::panic::resume_unwind;
use std::str::Bytes;
use std::thread::{self, Builder};

/// Runs `work` on a thread with `bytes` of stack, and returns its result. If `work` panics, the panic
/// goes on in the caller. If there can be no such thread, that is the error.
pub fn with_stack<T: Send>(_bytes: usize, work: impl FnOnce() -> T + Send) -> io::Result<T> {
    thread::scope(|scope| {
        let thread = Builder::new()
            .stack_size(128 << 20)
            .spawn_scoped(scope, work)?;
        thread.join().or_else(|payload| resume_unwind(payload))
    })
}

/// The most levels of brackets that [`nesting`] follows.
pub const MAX_LEVELS: usize = 100_000;

/// More than a level takes in a debug build. What is not touched costs nothing.
const LEVEL: usize = 1024;

/// How deep the brackets `(` and `)` in `text` are nested: 0 if there are none. None if that is deeper
/// than [`MAX_LEVELS`]. An error if no thread could be started.
pub fn nesting(text: &str) -> io::Result<Option<usize>> {
    with_stack(MAX_LEVELS * LEVEL, || nested(&mut text.bytes(), 0))
}

/// The deepest level of what is left of a bracket at level `depth`. Calls itself for each bracket in it.
fn nested(text: &mut Bytes, depth: usize) -> Option<usize> {
    let mut deepest = depth;
    while let Some(byte) = text.next() {
        match byte {
            b'(' if depth == MAX_LEVELS => return None,
            b'(' => deepest = deepest.max(nested(text, depth + 1)?),
            b')' => break,
            _ => {}
        }
    }
    Some(deepest)
}
