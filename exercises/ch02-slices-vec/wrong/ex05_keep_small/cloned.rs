//! Mistake: a clone of `Bytes` is another handle of the same buffer.
//! Rejected by: a_shared_header_does_not_keep_its_message

use bytes::Bytes;

/// How long a header is.
pub const HEADER: usize = 16;

/// The header of a message that was read into a large buffer. It is kept for long, so it must not
/// keep the buffer. `None` if the message is shorter than a header.
pub fn header(message: Vec<u8>) -> Option<Vec<u8>> {
    message.get(..HEADER).map(<[u8]>::to_vec)
}

/// The same for `Bytes`, which many owners may share.
pub fn shared_header(message: Bytes) -> Option<Bytes> {
    (message.len() >= HEADER).then(|| message.clone().slice(..HEADER))
}
