//! Dice that can be thrown again.

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

/// A die with six sides.
pub struct Dice {
    rng: ChaCha8Rng,
}

impl Dice {
    /// The die of a game that nobody has seen yet.
    pub fn new() -> Self {
        todo!("a seed that nobody knows")
    }

    /// The die of the game with this number: the same throws, today, elsewhere, and next year. The number
    /// is what `seed_from_u64` takes.
    pub fn of_game(number: u64) -> Self {
        todo!("a seed that everybody knows")
    }

    /// The next throw: 1, 2, 3, 4, 5 or 6, each as probable as the others. One `u32` out of a range.
    pub fn throw(&mut self) -> u32 {
        todo!("one number out of a range")
    }
}
