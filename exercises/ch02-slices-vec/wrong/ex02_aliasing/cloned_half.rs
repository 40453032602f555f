//! Mistake: the back is cloned, changed, and copied back.
//! Rejected by: nothing_is_copied

/// Calls `work` with the front half and the back half of `buffer`. If its length is odd, the back
/// is the longer one.
pub fn with_halves<R>(buffer: &mut [u8], work: impl FnOnce(&mut [u8], &mut [u8]) -> R) -> R {
    let middle = buffer.len() / 2;
    let mut back = buffer[middle..].to_vec();
    let result = work(&mut buffer[..middle], &mut back);
    buffer[middle..].copy_from_slice(&back);
    result
}

/// The first and the last number, to be changed. `None` if there are not two of them.
pub fn first_and_last(numbers: &mut [u64]) -> Option<(&mut u64, &mut u64)> {
    match numbers {
        [first, .., last] => Some((first, last)),
        _ => None,
    }
}
