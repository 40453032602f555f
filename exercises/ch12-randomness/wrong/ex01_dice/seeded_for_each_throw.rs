//! Mistake: the generator is made anew for each throw, and always begins with the same one.
//! Rejected by: the_die_is_fair

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

/// A die with six sides.
pub struct Dice {
    game: u64,
}

impl Dice {
    /// The die of a game that nobody has seen yet.
    pub fn new() -> Self {
        Self {
            game: rand::random(),
        }
    }

    /// The die of the game with this number: the same throws, today, elsewhere, and next year. The number
    /// is what `seed_from_u64` takes.
    pub fn of_game(number: u64) -> Self {
        Self { game: number }
    }

    /// The next throw: 1, 2, 3, 4, 5 or 6, each as probable as the others. One `u32` out of a range.
    pub fn throw(&mut self) -> u32 {
        ChaCha8Rng::seed_from_u64(self.game).random_range(1..=6)
    }
}
