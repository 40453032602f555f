//! Mistake: the hard limit is set to what the soft one becomes, and cannot be raised again.
//! Rejected by: it_can_be_raised_again

use std::{fmt, io};

use rlimit::Resource;

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
    let (before, hard) = Resource::NOFILE.get()?;
    let now = wanted.min(hard).max(before);
    if now > before {
        Resource::NOFILE.set(now, now)?;
    }
    Ok(Raised {
        wanted,
        before,
        now,
    })
}

impl fmt::Display for Raised {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "open files: {}", self.before)?;
        if self.now > self.before {
            write!(formatter, ", raised to {}", self.now)?;
        }
        if self.now < self.wanted {
            let wanted = self.wanted;
            write!(
                formatter,
                ", which is less than the {wanted} wanted (hard limit)"
            )
        } else if self.now == self.before {
            write!(formatter, ", enough")
        } else {
            Ok(())
        }
    }
}
