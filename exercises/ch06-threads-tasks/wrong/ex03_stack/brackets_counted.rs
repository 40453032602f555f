//! Mistake: it counts open brackets in place of levels.
//! Rejected by: the_deepest_level_counts

use std::io;
use std::panic::resume_unwind;
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
    let levels = text.bytes().filter(|byte| *byte == b'(').count();
    Ok((levels <= MAX_LEVELS).then_some(levels))
}
