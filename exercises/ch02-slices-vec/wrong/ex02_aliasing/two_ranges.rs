//! Mistake: both halves are borrowed mutably from the buffer, one after the other.
//! Rejected by: E0499

/// Calls `work` with the front half and the back half of `buffer`. If its length is odd, the back
/// is the longer one.
pub fn with_halves<R>(buffer: &mut [u8], work: impl FnOnce(&mut [u8], &mut [u8]) -> R) -> R {
    let middle = buffer.len() / 2;
    let front = &mut buffer[..middle];
    let back = &mut buffer[middle..];
    work(front, back)
}

/// The first and the last number, to be changed. `None` if there are not two of them.
pub fn first_and_last(numbers: &mut [u64]) -> Option<(&mut u64, &mut u64)> {
    match numbers {
        [first, .., last] => Some((first, last)),
        _ => None,
    }
}
