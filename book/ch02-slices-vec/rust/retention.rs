//! What sixteen bytes may keep alive.

use bytes::Bytes;

const MEGABYTE: usize = 1 << 20;

fn main() {
    let mut truncated = vec![0_u8; MEGABYTE];
    truncated.truncate(16);
    println!(
        "truncated: length {}, owns {}",
        truncated.len(),
        truncated.capacity()
    );

    let message = vec![0_u8; MEGABYTE];
    let copied = message[..16].to_vec();
    println!(
        "copied:    length {}, owns {}",
        copied.len(),
        copied.capacity()
    );

    let message = Bytes::from(vec![0_u8; MEGABYTE]);
    let slice = message.slice(..16);
    println!(
        "slice of Bytes: is the message's own memory: {}",
        slice.as_ptr() == message.as_ptr()
    );
    drop(message);
    println!(
        "the message is dropped; the slice alone keeps its memory: {}",
        slice.is_unique()
    );
}
