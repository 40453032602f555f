//! Mistake: all dice share one generator, so each disturbs the others.
//! Rejected by: a_game_can_be_replayed

use std::cell::RefCell;

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

thread_local! {
    static RNG: RefCell<ChaCha8Rng> = RefCell::new(rand::make_rng());
}

/// A die with six sides.
pub struct Dice;

impl Dice {
    /// The die of a game that nobody has seen yet.
    pub fn new() -> Self {
        Self
    }

    /// The die of the game with this number: the same throws, today, elsewhere, and next year. The number
    /// is what `seed_from_u64` takes.
    pub fn of_game(number: u64) -> Self {
        RNG.set(ChaCha8Rng::seed_from_u64(number));
        Self
    }

    /// The next throw: 1, 2, 3, 4, 5 or 6, each as probable as the others. One `u32` out of a range.
    pub fn throw(&mut self) -> u32 {
        RNG.with_borrow_mut(|rng| rng.random_range(1..=6))
    }
}
