//! Mistake: 8 MiB, as the main thread has them, are less than the levels take.
//! Rejected by: a_hundred_thousand_levels_are_followed (crashes)

use std::io;
use std::panic::resume_unwind;
use std::str::Bytes;
use std::thread::{self, Builder};

/// Runs `work` on a thread with `bytes` of stack, and returns its result. If `work` panics, the panic
/// goes on in the caller. If there can be no such thread, that is the error.
pub fn with_stack<T: Send>(bytes: usize, work: impl FnOnce() -> T + Send) -> io::Result<T> {
    thread::scope(|scope| {
        let thread = Builder::new().stack_size(bytes).spawn_scoped(scope, work)?;
        thread.join().or_else(|payload| resume_unwind(payload))
    })
}

/// The most levels of brackets that [`nesting`] follows.
pub const MAX_LEVELS: usize = 100_000;

/// How deep the brackets `(` and `)` in `text` are nested: 0 if there are none. None if that is deeper
/// than [`MAX_LEVELS`]. An error if no thread could be started.
pub fn nesting(text: &str) -> io::Result<Option<usize>> {
    with_stack(8 << 20, || nested(&mut text.bytes(), 0))
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
