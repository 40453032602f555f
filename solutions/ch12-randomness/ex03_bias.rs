//! Fair numbers, from a generator that gives one byte at a time.

/// A number below `n`, which is 1 at least: each of them as probable as the others. `next` gives the next
/// byte, any of the 256 with the same probability, and may be asked as often as need be; no more than half
/// of the bytes should be wasted.
pub fn below(n: u8, next: &mut impl FnMut() -> u8) -> u8 {
    // The largest multiple of n that 256 bytes hold: below it, every number has as many bytes.
    let usable = 256 - 256 % u16::from(n);
    loop {
        let byte = next();
        if u16::from(byte) < usable {
            return byte % n;
        }
    }
}

/// A code of so many decimal digits, as it is sent to somebody's telephone: each code as probable as
/// the others, those that begin with 0 too.
pub fn code(digits: usize, next: &mut impl FnMut() -> u8) -> String {
    (0..digits)
        .map(|_| char::from(b'0' + below(10, next)))
        .collect()
}
