//! Mistake: of a short message whatever there is counts as a header.
//! Rejected by: a_short_message_has_no_header

use bytes::Bytes;

/// How long a header is.
pub const HEADER: usize = 16;

/// The header of a message that was read into a large buffer. It is kept for long, so it must not
/// keep the buffer. `None` if the message is shorter than a header.
pub fn header(message: Vec<u8>) -> Option<Vec<u8>> {
    message.get(..HEADER.min(message.len())).map(<[u8]>::to_vec)
}

/// The same for `Bytes`, which many owners may share.
pub fn shared_header(message: Bytes) -> Option<Bytes> {
    message.get(..HEADER).map(Bytes::copy_from_slice)
}
