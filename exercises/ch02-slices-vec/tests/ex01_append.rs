//! A Vec asks for memory when it must, and no more often.

#[cfg_attr(not(solution), path = "../ex01_append.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch02-slices-vec/ex01_append.rs")]
mod exercise;

use exercise::{append_all, growth, squares};
use support::alloc::measure;

/// The squares are the squares, and nothing stands before them.
#[support::test]
fn squares_are_all_there_is() {
    assert_eq!(
        squares(4),
        [0, 1, 4, 9],
        "`vec![0; n]` is `make([]T, n)`: it has n elements already, and `push` comes after them"
    );
    assert_eq!(squares(0), []);
}

/// The squares need one allocation, however many there are.
#[support::test]
fn squares_allocate_once() {
    let (squares, allocations) = measure(|| squares(1000));
    assert_eq!(squares.len(), 1000);
    assert_eq!(
        allocations.blocks, 1,
        "the Vec grew and moved on the way: its length is known beforehand, so reserve it"
    );
}

/// Every growth is noted, the first one included, with the length and the capacity after it.
#[support::test]
fn growth_notes_every_reallocation() {
    for n in [0, 1, 2, 100, 1000] {
        let (_, allocations) = measure(|| {
            let mut bytes = Vec::new();
            (0..n).for_each(|_| bytes.push(0_u8));
            bytes
        });
        assert_eq!(
            growth(n).len() as u64,
            allocations.blocks,
            "{n} pushes asked for memory {} times; an empty Vec has no memory at all",
            allocations.blocks
        );
    }
    let noted = growth(1000);
    assert_eq!(
        noted.first().map(|(length, _)| *length),
        Some(1),
        "the first push must allocate"
    );
    for ((length, capacity), (next_length, _)) in noted.iter().zip(&noted[1..]) {
        assert!(length <= capacity, "no Vec is longer than its capacity");
        assert_eq!(
            capacity + 1,
            *next_length,
            "it grows when one more does not fit, not before"
        );
    }
}

/// Appending keeps what was there, and the order of the parts.
#[support::test]
fn appending_keeps_what_was_there() {
    let mut target = b"head ".to_vec();
    append_all(&mut target, &[b"one ", b"", b"two"]);
    assert_eq!(String::from_utf8_lossy(&target), "head one two");
}

/// Appending many parts asks for memory once at most.
#[support::test]
fn appending_allocates_once_at_most() {
    let parts: Vec<&[u8]> = vec![b"0123456789"; 100];
    let mut target = b"head".to_vec();
    let (_, allocations) = measure(|| append_all(&mut target, &parts));
    assert_eq!(
        allocations.blocks, 1,
        "reserve the room for all parts before the first one"
    );

    let mut roomy = Vec::with_capacity(1004);
    roomy.extend_from_slice(b"head");
    let (_, allocations) = measure(|| append_all(&mut roomy, &parts));
    assert_eq!(
        allocations.blocks, 0,
        "there was room for everything: `reserve` takes what is to be added, not the new length"
    );
}
