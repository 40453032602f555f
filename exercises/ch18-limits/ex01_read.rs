//! Which limit of open files holds, of this process and of another.
//!
//! 1. `own` asks the system for the limits of this process, each time anew.
//! 2. `parse` finds them in the text of a `/proc/<pid>/limits`: in the line whose name is "Max open
//!    files", soft first, then hard. `unlimited` is `rlimit::INFINITY`. Without such a line, or with
//!    one that cannot be read, there are none.

use std::io;

/// The two limits of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The one that is enforced.
    pub soft: u64,
    /// How far the process may raise it.
    pub hard: u64,
}

/// The limits of this process on open files.
pub fn own() -> io::Result<Limits> {
    todo!("ask the system")
}

/// The limits on open files in the text of a `/proc/<pid>/limits`.
pub fn parse(text: &str) -> Option<Limits> {
    todo!("find the line, read two columns")
}
