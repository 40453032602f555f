//! Mistake: more than the hard limit is asked for, which the system refuses altogether.
//! Rejected by: the_hard_limit_is_the_end

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
    let now = wanted.max(before);
    if now > before {
        Resource::NOFILE.set(now, hard)?;
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
