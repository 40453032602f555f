//! The limits that are read are those that the system enforces, now, for the process in question.

#![cfg(unix)]

#[cfg_attr(not(solution), path = "../ex01_read.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch18-limits/ex01_read.rs")]
mod exercise;

use exercise::{Limits, own, parse};
use rlimit::Resource;

fn limits(soft: u64, hard: u64) -> Limits {
    Limits { soft, hard }
}

/// As Linux writes it, with another soft and hard limit of open files.
fn text(soft: &str, hard: &str) -> String {
    format!(
        "Limit                     Soft Limit           Hard Limit           Units     \n\
         Max cpu time              unlimited            unlimited            seconds   \n\
         Max file size             unlimited            unlimited            bytes     \n\
         Max stack size            8388608              unlimited            bytes     \n\
         Max processes             15402                15403                processes \n\
         Max open files            {soft:<20} {hard:<20} files     \n\
         Max locked memory         8388608              8388608              bytes     \n\
         Max file locks            7                    9                    locks     \n"
    )
}

/// A process with the limits 64 and 128 reads 64 and 128.
#[support::test]
fn soft_and_hard_are_told_apart() {
    support::alone!({
        Resource::NOFILE.set(64, 128).expect("both are lowered");
        let own = own().expect("a process may always ask");
        assert_eq!(own, limits(64, 128), "after setrlimit(NOFILE, 64, 128)");
    });
}

/// A limit that has changed since it was last read is read as it is now.
#[support::test]
fn a_change_is_seen() {
    support::alone!({
        Resource::NOFILE.set(64, 128).expect("both are lowered");
        assert_eq!(own().expect("limits").soft, 64);
        Resource::NOFILE.set(100, 128).expect("soft is raised");
        assert_eq!(
            own().expect("limits").soft,
            100,
            "the soft limit was raised from 64 to 100 between two readings"
        );
    });
}

/// Of the lines of a process, the one of open files counts, soft before hard.
#[support::test]
fn the_line_of_open_files_is_found() {
    assert_eq!(parse(&text("1024", "524288")), Some(limits(1024, 524_288)));
    assert_eq!(parse(&text("256", "256")), Some(limits(256, 256)));
}

/// No limit is the largest number, and no small one.
#[support::test]
fn unlimited_is_the_largest() {
    let all = rlimit::INFINITY;
    assert_eq!(parse(&text("1024", "unlimited")), Some(limits(1024, all)));
    assert_eq!(
        parse(&text("unlimited", "unlimited")),
        Some(limits(all, all))
    );
}

/// What is no such text has no limits, and is no reason to panic.
#[support::test]
fn other_texts_have_none() {
    assert_eq!(parse(""), None);
    assert_eq!(
        parse("Max processes             15402      15402      processes\n"),
        None
    );
    assert_eq!(
        parse("Max open files            1024\n"),
        None,
        "the hard limit is missing"
    );
    assert_eq!(parse(&text("many", "more")), None);
}

/// Where Linux tells the limits of a process in a file, they are what the process was told itself.
#[support::test]
fn both_ways_agree() {
    if cfg!(not(target_os = "linux")) {
        return;
    }
    support::alone!({
        Resource::NOFILE.set(70, 140).expect("both are lowered");
        let text = std::fs::read_to_string("/proc/self/limits").expect("there is /proc");
        assert_eq!(parse(&text), Some(limits(70, 140)), "in:\n{text}");
    });
}
