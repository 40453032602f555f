//! Mistake: the second byte is taken as it comes.
//! Rejected by: every_number_has_as_many_pairs

/// A number below `n`, which is 1 at least: each of them as probable as the others. `next` gives the next
/// byte, any of the 256 with the same probability, and may be asked as often as need be; no more than half
/// of the bytes should be wasted.
pub fn below(n: u8, next: &mut impl FnMut() -> u8) -> u8 {
    let usable = 256 - 256 % u16::from(n);
    let mut byte = next();
    if u16::from(byte) >= usable {
        byte = next();
    }
    byte % n
}

/// A code of so many decimal digits, as it is sent to somebody's telephone: each code as probable as
/// the others, those that begin with 0 too.
pub fn code(digits: usize, next: &mut impl FnMut() -> u8) -> String {
    (0..digits)
        .map(|_| char::from(b'0' + below(10, next)))
        .collect()
}
