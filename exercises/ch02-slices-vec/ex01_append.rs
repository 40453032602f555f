//! Where the memory of a `Vec` comes from, and when.

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
    todo!("push, and note when the capacity is another one than before")
}

/// Appends all `parts` to `target`, which asks for memory once, or not at all if it has the room.
pub fn append_all(target: &mut Vec<u8>, parts: &[&[u8]]) {
    todo!("reserve first, then append")
}
