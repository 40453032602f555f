//! A recursion that needs more stack than a thread has by default.

use std::io;
use std::str::Bytes;

/// Runs `work` on a thread with `bytes` of stack, and returns its result. If `work` panics, the panic
/// goes on in the caller. If there can be no such thread, that is the error.
pub fn with_stack<T: Send>(bytes: usize, work: impl FnOnce() -> T + Send) -> io::Result<T> {
    todo!("a thread in a scope, with a stack of this size")
}

/// The most levels of brackets that [`nesting`] follows.
pub const MAX_LEVELS: usize = 100_000;

/// How deep the brackets `(` and `)` in `text` are nested: 0 if there are none. None if that is deeper
/// than [`MAX_LEVELS`]. An error if no thread could be started.
pub fn nesting(text: &str) -> io::Result<Option<usize>> {
    todo!("call `nested(&mut text.bytes(), 0)`, with stack enough for MAX_LEVELS")
}

/// The deepest level of what is left of a bracket at level `depth`. Calls itself for each bracket in it.
fn nested(text: &mut Bytes, depth: usize) -> usize {
    let mut deepest = depth;
    while let Some(byte) = text.next() {
        match byte {
            b'(' => deepest = deepest.max(nested(text, depth + 1)),
            b')' => break,
            _ => {}
        }
    }
    deepest
}
