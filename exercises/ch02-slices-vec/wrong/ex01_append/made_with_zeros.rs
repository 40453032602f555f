//! Mistake: `vec![0; n]` is taken for `make([]T, 0, n)`, so the squares come after n zeros.
//! Rejected by: squares_are_all_there_is

/// The first `n` squares: 0, 1, 4, 9, … The `Vec` asks for memory once.
pub fn squares(n: u64) -> Vec<u64> {
    let mut squares = vec![0; n as usize];
    for number in 0..n {
        squares.push(number * number);
    }
    squares
}

/// Pushes `n` bytes, one by one, to an empty `Vec`, and returns its length and its capacity after
/// each push that made it grow.
pub fn growth(n: usize) -> Vec<(usize, usize)> {
    let mut bytes = Vec::new();
    let mut growth = Vec::new();
    for number in 0..n {
        let before = bytes.capacity();
        bytes.push(number as u8);
        if bytes.capacity() != before {
            growth.push((bytes.len(), bytes.capacity()));
        }
    }
    growth
}

/// Appends all `parts` to `target`, which asks for memory once, or not at all if it has the room.
pub fn append_all(target: &mut Vec<u8>, parts: &[&[u8]]) {
    target.reserve(parts.iter().map(|part| part.len()).sum());
    for part in parts {
        target.extend_from_slice(part);
    }
}
