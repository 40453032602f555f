//! Mistake: the growth is noted when the Vec is full, before the push that makes it grow.
//! Rejected by: growth_notes_every_reallocation

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
        if bytes.len() == bytes.capacity() {
            growth.push((bytes.len(), bytes.capacity()));
        }
        bytes.push(number as u8);
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
