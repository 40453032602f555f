//! Sixteen bytes that are kept cost about sixteen bytes.

#[cfg_attr(not(solution), path = "../ex05_keep_small.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch02-slices-vec/ex05_keep_small.rs"
)]
mod exercise;

use bytes::Bytes;
use exercise::{header, shared_header};
use support::alloc::measure;

const MEGABYTE: usize = 1024 * 1024;

/// What a header may cost: itself, and a little for keeping it.
const BUDGET: i64 = 64;

fn message() -> Vec<u8> {
    let mut message = vec![0; MEGABYTE];
    message[..16].copy_from_slice(b"from: me, to: u\n");
    message
}

/// A header is the beginning of its message.
#[support::test]
fn a_header_is_the_beginning() {
    assert_eq!(
        header(message()).as_deref(),
        Some(b"from: me, to: u\n".as_slice())
    );
    assert_eq!(
        shared_header(message().into()).as_deref(),
        Some(b"from: me, to: u\n".as_slice())
    );
}

/// A header that is kept does not keep its message.
#[support::test]
fn a_header_does_not_keep_its_message() {
    let (header, allocations) = measure(|| header(message()));
    assert_eq!(header.map(|header| header.len()), Some(16));
    assert!(
        allocations.kept_bytes <= BUDGET,
        "16 bytes keep {} alive: a Vec that is cut short still owns all of its memory",
        allocations.kept_bytes
    );
}

/// A shared header that is kept does not keep its message.
#[support::test]
fn a_shared_header_does_not_keep_its_message() {
    let (header, allocations) = measure(|| shared_header(Bytes::from(message())));
    assert_eq!(header.map(|header| header.len()), Some(16));
    assert!(
        allocations.kept_bytes <= BUDGET,
        "16 bytes keep {} alive: a slice of `Bytes` shares the whole, as a Go slice does",
        allocations.kept_bytes
    );
}

/// A message that is shorter than a header has none, and that is no panic.
#[support::test]
fn a_short_message_has_no_header() {
    assert_eq!(header(b"short".to_vec()), None, "five bytes are no header");
    assert_eq!(
        shared_header(Bytes::from_static(b"short")),
        None,
        "five bytes are no header"
    );
}

/// A message that is a header and nothing more has one.
#[support::test]
fn sixteen_bytes_are_enough() {
    let message = b"from: me, to: u\n";
    assert_eq!(
        header(message.to_vec()).as_deref(),
        Some(message.as_slice()),
        "sixteen bytes are a whole header, with nothing behind it"
    );
    assert_eq!(
        shared_header(Bytes::from_static(message)).as_deref(),
        Some(message.as_slice()),
        "sixteen bytes are a whole header, with nothing behind it"
    );
}
