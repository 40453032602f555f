//! Mistake: a Vec that is truncated is shorter, but owns all of its memory.
//! Rejected by: a_header_does_not_keep_its_message

use bytes::Bytes;

/// How long a header is.
pub const HEADER: usize = 16;

/// The header of a message that was read into a large buffer. It is kept for long, so it must not
/// keep the buffer. `None` if the message is shorter than a header.
pub fn header(message: Vec<u8>) -> Option<Vec<u8>> {
    let mut header = message;
    (header.len() >= HEADER).then(|| {
        header.truncate(HEADER);
        header
    })
}

/// The same for `Bytes`, which many owners may share.
pub fn shared_header(message: Bytes) -> Option<Bytes> {
    message.get(..HEADER).map(Bytes::copy_from_slice)
}
