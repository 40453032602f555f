//! Mistake: any error among the last three bytes is taken for a cut.
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
    match str::from_utf8(piece) {
        Ok(text) => Ok((text, &[])),
        Err(error) if piece.len() - error.valid_up_to() < 4 => {
            let (whole, begun) = piece.split_at(error.valid_up_to());
            Ok((text(whole)?, begun))
        }
        Err(error) => Err(Invalid {
            at: error.valid_up_to(),
        }),
    }
}

/// The beginning of a text, `limit` bytes long at most.
pub fn shorten(text: &str, limit: usize) -> &str {
    &text[..text.floor_char_boundary(limit)]
}
