//! As many open files as the system allows, or as many as one wants.
//!
//! `raise` makes the soft limit on open files `wanted`, at most the hard limit, and returns what it was
//! and what it is. It never lowers it, and leaves the hard limit as it is: one that was lowered cannot
//! be raised again. Shown, a `Raised` is the line for a server's log:
//!
//! ```text
//! open files: 256, raised to 4096
//! open files: 1024, enough
//! open files: 256, raised to 4096, which is less than the 100000 wanted (hard limit)
//! open files: 4096, which is less than the 100000 wanted (hard limit)
//! ```

use std::{fmt, io};

/// What has become of the soft limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Raised {
    /// What was asked for.
    pub wanted: u64,
    /// What it was.
    pub before: u64,
    /// What it is.
    pub now: u64,
}

/// Raises the soft limit on open files to `wanted`, as far as the hard limit allows.
pub fn raise(wanted: u64) -> io::Result<Raised> {
    todo!("read, decide, set")
}

impl fmt::Display for Raised {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!("one line")
    }
}
