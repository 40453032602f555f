//! Mistake: the limits are read once, and remembered.
//! Rejected by: a_change_is_seen

use std::io;
use std::sync::OnceLock;

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
    static OWN: OnceLock<Limits> = OnceLock::new();
    if let Some(own) = OWN.get() {
        return Ok(*own);
    }
    let (soft, hard) = Resource::NOFILE.get()?;
    Ok(*OWN.get_or_init(|| Limits { soft, hard }))
}

/// The limits on open files in the text of a `/proc/<pid>/limits`.
pub fn parse(text: &str) -> Option<Limits> {
    let mut columns = text
        .lines()
        .find_map(|line| line.strip_prefix(OPEN_FILES))?
        .split_whitespace();
    let mut next = || match columns.next()? {
        "unlimited" => Some(rlimit::INFINITY),
        number => number.parse().ok(),
    };
    Some(Limits {
        soft: next()?,
        hard: next()?,
    })
}
