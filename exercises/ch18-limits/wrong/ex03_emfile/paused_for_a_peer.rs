//! Mistake: a peer that left makes everybody wait.
//! Rejected by: a_peer_that_left_delays_nobody

use std::io::{self, ErrorKind};
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
    let mut delay = SHORTEST;
    loop {
        match accept() {
            Ok(connection) => {
                delay = SHORTEST;
                handle(connection);
            }
            Err(error) if is_full(&error) => {
                pause(delay);
                delay = (delay * 2).min(LONGEST);
            }
            Err(error) if is_passing(&error) => pause(delay),
            Err(error) => return error,
        }
    }
}

/// Whether accepting will work again once somebody has closed something.
fn is_full(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(EMFILE | ENFILE)) || error.kind() == ErrorKind::OutOfMemory
}

/// Whether accepting will work again at once.
fn is_passing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset | ErrorKind::Interrupted
    )
}
