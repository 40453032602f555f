//! Bytes become text only if they are text, and text is cut only between characters.

#[cfg_attr(not(solution), path = "../ex06_text.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch02-slices-vec/ex06_text.rs")]
mod exercise;

use exercise::{Invalid, complete, shorten, text};

/// Text is returned as it is, from the very bytes.
#[support::test]
fn text_is_text() {
    let bytes = "naïve 世界".as_bytes();
    let found = text(bytes).expect("these bytes are text");
    assert_eq!(found, "naïve 世界");
    assert_eq!(
        found.as_ptr(),
        bytes.as_ptr(),
        "the text is the bytes, not a copy of them"
    );
}

/// Bytes that are not text are an error that says where.
#[support::test]
fn what_is_no_text_is_an_error() {
    assert_eq!(
        text(b"ab\xffcd"),
        Err(Invalid { at: 2 }),
        "no replacement and no panic: an error"
    );
    assert_eq!(
        text(b"caf\xc3"),
        Err(Invalid { at: 3 }),
        "half a character is no text"
    );
}

/// A piece that ends in the middle of a character is complete up to there.
#[support::test]
fn a_cut_character_is_left_for_later() {
    let bytes = "né€😀".as_bytes();
    for end in 0..=bytes.len() {
        let (whole, begun) = complete(&bytes[..end]).expect("a piece of a text is no error");
        assert!(
            begun.len() < 4,
            "no character has more than four bytes: {begun:?}"
        );
        assert_eq!(
            [whole.as_bytes(), begun].concat(),
            &bytes[..end],
            "no byte may be lost"
        );
        assert!("né€😀".starts_with(whole), "{whole:?}");
    }
    assert_eq!(
        complete("ab€".as_bytes()),
        Ok(("ab€", b"".as_slice())),
        "nothing was cut here"
    );
}

/// Bytes that no more bytes could make right are an error, wherever they stand.
#[support::test]
fn a_wrong_byte_is_an_error() {
    assert_eq!(
        complete(b"ab\xffcd"),
        Err(Invalid { at: 2 }),
        "0xff is no part of any character"
    );
    assert_eq!(
        complete(b"ab\xe2\x82cd"),
        Err(Invalid { at: 2 }),
        "a character broken off by `c`"
    );
    assert_eq!(
        complete(b"ab\xff"),
        Err(Invalid { at: 2 }),
        "at the end it is just as wrong"
    );
    assert_eq!(
        complete(b"ab\xed\xa0"),
        Err(Invalid { at: 2 }),
        "0xed begins a character of three bytes, but none goes on with 0xa0"
    );
}

/// A text is cut between characters, within its limit of bytes.
#[support::test]
fn a_text_is_cut_between_characters() {
    assert_eq!(shorten("hello", 3), "hel");
    assert_eq!(
        shorten("né", 2),
        "n",
        "the second byte is the first half of é"
    );
    assert_eq!(
        shorten("ééé", 4),
        "éé",
        "the limit is in bytes, and é has two"
    );
    assert_eq!(shorten("hi", 10), "hi", "there is nothing to cut");
    assert_eq!(shorten("😀", 3), "", "not even the first character fits");
}
