//! Mistake: the first byte of a character says how long it is to be, and the others are not looked at.
//! Rejected by: a_wrong_byte_is_an_error

use std::str;

/// Why bytes are not text: the first one that cannot be right stands at this index.
#[derive(Debug, PartialEq, Eq)]
pub struct Invalid {
    pub at: usize,
}

/// The text that the bytes are, without copying it.
pub fn text(bytes: &[u8]) -> Result<&str, Invalid> {
    str::from_utf8(bytes).map_err(|error| Invalid {
        at: error.valid_up_to(),
    })
}

/// A piece of a longer text, as a socket delivers it: what is complete, and the beginning of a
/// character that the end may have cut off. Bytes that no more bytes could make right are an error.
pub fn complete(piece: &[u8]) -> Result<(&str, &[u8]), Invalid> {
    // As in Go: back to the last byte that may begin a character, and count what is missing.
    let last = piece.iter().rposition(|byte| byte & 0xc0 != 0x80);
    let end = match last {
        Some(start) => {
            let width = match piece[start] {
                0xc2..=0xdf => 2,
                0xe0..=0xef => 3,
                0xf0..=0xf4 => 4,
                _ => 1,
            };
            if start + width > piece.len() {
                start
            } else {
                piece.len()
            }
        }
        None => piece.len(),
    };
    let (whole, begun) = piece.split_at(end);
    Ok((text(whole)?, begun))
}

/// The beginning of a text, `limit` bytes long at most.
pub fn shorten(text: &str, limit: usize) -> &str {
    &text[..text.floor_char_boundary(limit)]
}
