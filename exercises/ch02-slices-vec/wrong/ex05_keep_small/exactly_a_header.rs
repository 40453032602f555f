//! Mistake: a message that is a header and nothing more is taken for too short.
//! Rejected by: sixteen_bytes_are_enough

use bytes::Bytes;

/// How long a header is.
pub const HEADER: usize = 16;

/// The header of a message that was read into a large buffer. It is kept for long, so it must not
/// keep the buffer. `None` if the message is shorter than a header.
pub fn header(message: Vec<u8>) -> Option<Vec<u8>> {
    if message.len() <= HEADER {
        return None;
    }
    Some(message[..HEADER].to_vec())
}

/// The same for `Bytes`, which many owners may share.
pub fn shared_header(message: Bytes) -> Option<Bytes> {
    message.get(..HEADER).map(Bytes::copy_from_slice)
}
