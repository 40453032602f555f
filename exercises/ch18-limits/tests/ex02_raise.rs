//! The soft limit is raised as far as it may be, nothing else is changed, and what is said is so.

#![cfg(unix)]

#[cfg_attr(not(solution), path = "../ex02_raise.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch18-limits/ex02_raise.rs")]
mod exercise;

use std::fs::File;

use exercise::{Raised, raise};
use rlimit::Resource;

/// In a process with the limits 64 and 128, what `raise(wanted)` returns, and what the limits are then.
fn raised(wanted: u64) -> (Raised, (u64, u64)) {
    Resource::NOFILE.set(64, 128).expect("both are lowered");
    let raised = raise(wanted).expect("nothing is asked for that is not allowed");
    (raised, Resource::NOFILE.get().expect("limits"))
}

/// What is allowed is what one gets: the soft limit, and no more of it than wanted.
#[support::test]
fn what_is_wanted_is_set() {
    support::alone!({
        let (raised, now) = raised(100);
        assert_eq!(
            now,
            (100, 128),
            "the limits after raise(100), from (64, 128)"
        );
        assert_eq!((raised.before, raised.now), (64, 100));
    });
}

/// After it, more files can really be open than before.
#[support::test]
fn the_files_can_be_opened() {
    support::alone!({
        raised(128);
        // The process has a few open already, which nobody has counted here.
        let open = std::iter::repeat_with(|| File::open("/dev/null"));
        let files: Vec<File> = open.map_while(Result::ok).collect();
        let files = files.len();
        assert!(files > 64, "{files} files could be opened after raise(128)");
    });
}

/// More than the hard limit is not allowed. One gets the hard limit, and is told.
#[support::test]
fn the_hard_limit_is_the_end() {
    support::alone!({
        let (raised, now) = raised(100_000);
        assert_eq!(
            now,
            (128, 128),
            "the limits after raise(100000), from (64, 128)"
        );
        assert_eq!((raised.before, raised.now), (64, 128), "what was, what is");
        assert_eq!(raised.wanted, 100_000);
    });
}

/// Who has more than is wanted keeps it.
#[support::test]
fn nothing_is_lowered() {
    support::alone!({
        let (raised, now) = raised(10);
        assert_eq!(now, (64, 128), "the limits after raise(10), from (64, 128)");
        assert_eq!((raised.before, raised.now), (64, 64));
    });
}

/// The hard limit stays, so that the soft one can be raised once more.
#[support::test]
fn it_can_be_raised_again() {
    support::alone!({
        raised(100);
        let again = raise(120).expect("the hard limit is still 128");
        assert_eq!((again.before, again.now), (100, 120));
        assert_eq!(Resource::NOFILE.get().expect("limits"), (120, 128));
    });
}

/// The line for the log says what was, what is, and whether that is less than was wanted.
#[support::test]
fn it_says_what_has_become_of_it() {
    let line = |wanted, before, now| {
        let raised = Raised {
            wanted,
            before,
            now,
        };
        raised.to_string()
    };
    assert_eq!(line(4096, 256, 4096), "open files: 256, raised to 4096");
    assert_eq!(line(512, 1024, 1024), "open files: 1024, enough");
    assert_eq!(line(1024, 1024, 1024), "open files: 1024, enough");
    assert_eq!(
        line(100_000, 256, 4096),
        "open files: 256, raised to 4096, which is less than the 100000 wanted (hard limit)"
    );
    assert_eq!(
        line(100_000, 4096, 4096),
        "open files: 4096, which is less than the 100000 wanted (hard limit)"
    );
}
