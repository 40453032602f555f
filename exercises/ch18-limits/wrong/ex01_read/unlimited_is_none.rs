//! Mistake: `unlimited` is taken for a limit of nothing.
//! Rejected by: unlimited_is_the_largest

use std::io;

use rlimit::Resource;

/// The name of the line in `/proc/<pid>/limits`.
const OPEN_FILES: &str = "Max open files";

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
    let (soft, hard) = Resource::NOFILE.get()?;
    Ok(Limits { soft, hard })
}

/// The limits on open files in the text of a `/proc/<pid>/limits`.
pub fn parse(text: &str) -> Option<Limits> {
    let mut columns = text
        .lines()
        .find_map(|line| line.strip_prefix(OPEN_FILES))?
        .split_whitespace();
    let mut next = || match columns.next()? {
        "unlimited" => Some(0),
        number => number.parse().ok(),
    };
    Some(Limits {
        soft: next()?,
        hard: next()?,
    })
}
