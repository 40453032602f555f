//! Mistake: the last one is looked for in the back half, and its first element is taken.
//! Rejected by: first_and_last_are_changed_in_place

/// Calls `work` with the front half and the back half of `buffer`. If its length is odd, the back
/// is the longer one.
pub fn with_halves<R>(buffer: &mut [u8], work: impl FnOnce(&mut [u8], &mut [u8]) -> R) -> R {
    let (front, back) = buffer.split_at_mut(buffer.len() / 2);
    work(front, back)
}

/// The first and the last number, to be changed. `None` if there are not two of them.
pub fn first_and_last(numbers: &mut [u64]) -> Option<(&mut u64, &mut u64)> {
    let (front, back) = numbers.split_at_mut(numbers.len() / 2);
    Some((front.first_mut()?, back.first_mut()?))
}
