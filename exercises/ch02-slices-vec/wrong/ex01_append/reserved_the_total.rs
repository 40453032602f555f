//! Mistake: `reserve` is told the length to come, but it asks for the room on top of what is there.
//! Rejected by: appending_allocates_once_at_most

/// The first `n` squares: 0, 1, 4, 9, … The `Vec` asks for memory once.
pub fn squares(n: u64) -> Vec<u64> {
    // A range knows its length, so `collect` reserves the room before it begins.
    (0..n).map(|number| number * number).collect()
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
    let added: usize = parts.iter().map(|part| part.len()).sum();
    target.reserve(target.len() + added);
    for part in parts {
        target.extend_from_slice(part);
    }
}
