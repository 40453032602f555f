//! How the helper tells, in its exit status, what became of the task.
//!
//! An exit status is one byte, and bubblewrap has its own words in it: 1 says that it failed. So the helper
//! never exits with 1, and a task that does is told by another number. A task can forge most of these, and
//! wins nothing by it: a verdict that it passed takes a report. With Landlock it can also say that it never
//! began, and is not graded then.

use std::process::ExitStatus;

use workbook::judge::{Ended, Limit};

/// The helper failed before the task began.
pub(super) const FAILED: i32 = 125;
/// The task exited with 1.
const ONE: i32 = 126;
/// What a limit is told by.
const LIMITS: [(i32, Limit); 4] = [
    (250, Limit::Memory),
    (251, Limit::Processes),
    (252, Limit::Cpu),
    (253, Limit::Files),
];
/// As a shell tells signals.
const SIGNALS: i32 = 128;

/// The exit status of the helper.
pub(super) fn encode(ended: Ended) -> i32 {
    match ended {
        Ended::NotStarted => FAILED,
        Ended::Exited(1) => ONE,
        Ended::Exited(status) => status,
        Ended::Signaled(signal) => SIGNALS + signal,
        Ended::Exceeded(limit) => LIMITS
            .iter()
            .find_map(|(status, it)| (*it == limit).then_some(*status))
            .expect("every limit has a number"),
    }
}

/// What the exit status of a contained command says.
pub(super) fn decode(status: ExitStatus) -> Ended {
    let Ended::Exited(code) = Ended::of(status) else {
        // The whole of it was ended from outside.
        return Ended::of(status);
    };
    match code {
        1 | FAILED => Ended::NotStarted,
        ONE => Ended::Exited(1),
        _ => match LIMITS.iter().find(|(it, _)| *it == code) {
            Some((_, limit)) => Ended::Exceeded(*limit),
            None if (SIGNALS + 1..=SIGNALS + 64).contains(&code) => Ended::Signaled(code - SIGNALS),
            None => Ended::Exited(code),
        },
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt as _;

    use super::*;

    #[test]
    fn what_is_encoded_is_decoded() {
        let limits = LIMITS.map(|(_, limit)| Ended::Exceeded(limit));
        let plain = [0, 1, 2, 101].map(Ended::Exited);
        let signals = [6, 9, 11, 31, 64].map(Ended::Signaled);
        for ended in limits.into_iter().chain(plain).chain(signals) {
            let status = ExitStatus::from_raw(encode(ended) << 8);
            assert_eq!(decode(status), ended);
        }
        assert_eq!(decode(ExitStatus::from_raw(1 << 8)), Ended::NotStarted);
        assert_eq!(decode(ExitStatus::from_raw(9)), Ended::Signaled(9));
    }
}
