//! Mistake: the list is split after the first element, also when there is none.
//! Rejected by: fewer_than_two_are_none

/// Calls `work` with the front half and the back half of `buffer`. If its length is odd, the back
/// is the longer one.
pub fn with_halves<R>(buffer: &mut [u8], work: impl FnOnce(&mut [u8], &mut [u8]) -> R) -> R {
    let (front, back) = buffer.split_at_mut(buffer.len() / 2);
    work(front, back)
}

/// The first and the last number, to be changed. `None` if there are not two of them.
pub fn first_and_last(numbers: &mut [u64]) -> Option<(&mut u64, &mut u64)> {
    let (first, rest) = numbers.split_at_mut(1);
    Some((&mut first[0], rest.last_mut()?))
}
