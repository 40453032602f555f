//! Keeping a little of a lot, and giving the rest back.

use bytes::Bytes;

/// How long a header is.
pub const HEADER: usize = 16;

/// The header of a message that was read into a large buffer. It is kept for long, so it must not
/// keep the buffer. `None` if the message is shorter than a header.
pub fn header(message: Vec<u8>) -> Option<Vec<u8>> {
    let mut header = message;
    header.truncate(HEADER);
    Some(header)
}

/// The same for `Bytes`, which many owners may share.
pub fn shared_header(message: Bytes) -> Option<Bytes> {
    Some(message.slice(..HEADER))
}
