//! What is removed is removed in one pass, and what stays keeps its order.

#[cfg_attr(not(solution), path = "../ex04_in_place.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch02-slices-vec/ex04_in_place.rs")]
mod exercise;

use exercise::{Session, expire, keep_active};
use support::alloc::measure;

fn sessions(last_seen: &[u64]) -> Vec<Session> {
    let session = |(id, last_seen): (usize, &u64)| Session {
        id: id as u32,
        last_seen: *last_seen,
    };
    last_seen.iter().enumerate().map(session).collect()
}

fn ids(sessions: &[Session]) -> Vec<u32> {
    sessions.iter().map(|session| session.id).collect()
}

/// The active sessions stay, in their order, also where two old ones stand side by side.
#[support::test]
fn the_active_stay_in_order() {
    let mut all = sessions(&[9, 1, 1, 8, 1, 7, 5]);
    keep_active(&mut all, 5);
    assert_eq!(
        ids(&all),
        [0, 3, 5, 6],
        "after a `remove` the next element stands at the same index; and `5` was seen at 5, not \
         before"
    );
}

/// Nothing is allocated, and the memory stays for the sessions to come.
#[support::test]
fn nothing_is_allocated() {
    let mut all = sessions(&[1, 9, 1, 9, 1, 9, 1, 9]);
    let capacity = all.capacity();
    let (_, allocations) = measure(|| keep_active(&mut all, 5));
    assert_eq!(ids(&all), [1, 3, 5, 7]);
    assert_eq!(allocations.blocks, 0, "a second Vec was built");
    assert_eq!(
        all.capacity(),
        capacity,
        "the Vec gave up memory that it will need again"
    );
}

/// The expired sessions are returned in their order, and are gone.
#[support::test]
fn the_expired_are_returned_in_order() {
    let mut all = sessions(&[1, 9, 2, 3, 8]);
    let expired = expire(&mut all, 5);
    assert_eq!(
        ids(&expired),
        [0, 2, 3],
        "what was seen before 5, in the order it stood in"
    );
    assert_eq!(
        ids(&all),
        [1, 4],
        "the others stay, in the order they stood in"
    );
}

/// Expiring keeps the memory as well, for the sessions to come.
#[support::test]
fn expiring_keeps_the_memory() {
    let mut all = sessions(&[1, 9, 1, 9, 1, 9, 1, 9]);
    let (capacity, memory) = (all.capacity(), all.as_ptr());
    expire(&mut all, 5);
    assert_eq!(ids(&all), [1, 3, 5, 7]);
    assert_eq!(
        (all.capacity(), all.as_ptr()),
        (capacity, memory),
        "those that stay were moved to a second Vec: they can stay where they are"
    );
}

/// A million sessions, every other one expired, are no trouble.
#[support::test]
fn a_million_are_no_trouble() {
    let mut all: Vec<Session> = (0..1_000_000)
        .map(|id| Session {
            id,
            last_seen: u64::from(id % 2),
        })
        .collect();
    let mut same = all.clone();
    keep_active(&mut all, 1);
    let expired = expire(&mut same, 1);
    assert_eq!(
        (all.len(), expired.len(), same.len()),
        (500_000, 500_000, 500_000)
    );
}
