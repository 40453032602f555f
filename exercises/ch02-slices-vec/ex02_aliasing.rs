//! Two mutable parts of one buffer. Make it compile; copy nothing.

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
    let last = numbers.len().checked_sub(1)?;
    Some((&mut numbers[0], &mut numbers[last]))
}
