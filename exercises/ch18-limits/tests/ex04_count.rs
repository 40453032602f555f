//! What is counted as held is held, and as many as are counted as free can be opened, and no more.

#![cfg(target_os = "linux")]

#[cfg_attr(not(solution), path = "../ex04_count.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch18-limits/ex04_count.rs")]
mod exercise;

use std::fs::File;
use std::net::TcpListener;
use std::os::fd::AsRawFd as _;
use std::os::unix::net::UnixStream;

use exercise::{Counts, Descriptor, count, free, held};
use rlimit::Resource;
use support::descriptors::fill;

fn limit(soft: u64) {
    let (_, hard) = Resource::NOFILE.get().expect("limits");
    Resource::NOFILE.set(soft, hard).expect("no more than hard");
}

fn numbers(held: &[Descriptor]) -> Vec<u64> {
    held.iter().map(|it| it.number).collect()
}

/// What a process opens is in the list, with its number, and is no longer when it is closed.
#[support::test]
fn what_is_opened_is_held() {
    support::alone!({
        let before = held().expect("/proc can be read");
        let file = File::open("/dev/null").expect("it can be read");
        let number = file.as_raw_fd() as u64;
        let with = held().expect("/proc can be read");
        let found = with.iter().find(|it| it.number == number);
        assert_eq!(
            found.map(|it| it.target.as_str()),
            Some("/dev/null"),
            "descriptor {number} in {with:?}"
        );
        assert_eq!(
            with.len(),
            before.len() + 1,
            "before: {before:?}, then: {with:?}"
        );
        drop(file);
        assert_eq!(held().expect("/proc can be read"), before);
    });
}

/// The directory that is read to count is not counted: none of those listed is gone afterwards.
#[support::test]
fn counting_does_not_count_itself() {
    support::alone!({
        let held = held().expect("/proc can be read");
        let open: Vec<u64> = (0..256)
            .filter(|number| std::fs::read_link(format!("/proc/self/fd/{number}")).is_ok())
            .collect();
        assert_eq!(numbers(&held), open, "in order: {held:?}");
    });
}

/// Sockets, pipes, files and others are told apart, also a file whose name looks like a socket's.
#[support::test]
fn each_is_counted_by_its_kind() {
    let of = |targets: &[&str]| {
        let held: Vec<Descriptor> = (0..)
            .zip(targets)
            .map(|(number, target)| Descriptor {
                number,
                target: (*target).to_owned(),
            })
            .collect();
        count(&held)
    };
    let counts = of(&[
        "/dev/null",
        "pipe:[4026]",
        "socket:[77]",
        "socket:[78]",
        "anon_inode:[eventpoll]",
        "anon_inode:[eventfd]",
        "/tmp/socket:[1]",
        "/var/log/chat.log (deleted)",
        "/tmp/pipe:[2]",
        "socket:[79]",
    ]);
    let expected = Counts {
        sockets: 3,
        pipes: 1,
        files: 4,
        others: 2,
    };
    assert_eq!(counts, expected);
    assert_eq!(of(&[]), Counts::default());
}

/// A listener, a pair of sockets, a pipe and a file are three, two and one more.
#[support::test]
fn what_is_really_open_is_counted() {
    support::alone!({
        let before = count(&held().expect("/proc can be read"));
        let _listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let _pair = UnixStream::pair().expect("two sockets");
        let _pipe = std::io::pipe().expect("a pipe");
        let _file = File::open("/proc/self/exe").expect("this executable");
        let with = count(&held().expect("/proc can be read"));
        let expected = Counts {
            sockets: before.sockets + 3,
            pipes: before.pipes + 2,
            files: before.files + 1,
            others: before.others,
        };
        assert_eq!(with, expected);
    });
}

/// As many as are free can be opened, and not one more.
#[support::test]
fn as_many_as_are_free_can_be_opened() {
    support::alone!({
        limit(64);
        let _some: Vec<_> = (0..10).map(|_| File::open("/dev/null")).collect();
        let free = free(64).expect("/proc can be read");
        let opened = fill().len() as u64;
        assert_eq!(free, opened, "counted as free, and then opened, of 64");
    });
}

/// Those above a limit that was lowered are open, but take nobody's place below it.
#[support::test]
fn those_above_the_limit_take_no_place() {
    support::alone!({
        limit(64);
        let mut files = fill();
        limit(32);
        // Four that lie below the limit are closed; some thirty above it stay.
        let low = files.iter().filter(|it| it.as_raw_fd() < 32).count();
        assert!(low > 4, "{low} files below 32");
        files.drain(..4);
        let free = free(32).expect("/proc can be read");
        let opened = fill().len() as u64;
        assert_eq!((free, opened), (4, 4), "counted as free, and then opened");
    });
}

/// In a full table nothing can be opened, not even the directory that would tell: none is free.
#[support::test]
fn a_full_table_has_none_free() {
    support::alone!({
        limit(64);
        let files = fill();
        assert_eq!(
            free(64).expect("a full table is an answer, not an error"),
            0
        );
        drop(files);
    });
}
