//! Dice that can be thrown again.

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

/// A die with six sides.
pub struct Dice {
    // Named after its algorithm, unlike `StdRng`, which may be another one in the next version.
    rng: ChaCha8Rng,
}

impl Dice {
    /// The die of a game that nobody has seen yet.
    pub fn new() -> Self {
        Self {
            rng: rand::make_rng(),
        }
    }

    /// The die of the game with this number: the same throws, today, elsewhere, and next year. The number
    /// is what `seed_from_u64` takes.
    pub fn of_game(number: u64) -> Self {
        Self {
            rng: ChaCha8Rng::seed_from_u64(number),
        }
    }

    /// The next throw: 1, 2, 3, 4, 5 or 6, each as probable as the others. One `u32` out of a range.
    pub fn throw(&mut self) -> u32 {
        self.rng.random_range(1..=6)
    }
}
