//! Mistake: compares both numbers in one, so that of two equal scores the larger player wins.
//! Rejected by: the_first_of_two_equals_stays

use super::sync::atomic::{AtomicU64, Ordering};

/// The best score, and the player who reached it first.
pub struct Best {
    /// The score in the upper half, the player in the lower.
    packed: AtomicU64,
}

impl Best {
    /// Player 0, with no score at all.
    pub fn new() -> Self {
        Self {
            packed: AtomicU64::new(pack(0, 0)),
        }
    }

    /// A player has reached a score. Returns whether that is the best now, which it is only if it is
    /// higher than what was best before: who merely equals the best does not replace it.
    pub fn offer(&self, score: u32, player: u32) -> bool {
        let mut best = self.packed.load(Ordering::Relaxed);
        while pack(score, player) > best {
            let new = pack(score, player);
            match self
                .packed
                .compare_exchange_weak(best, new, Ordering::Relaxed, Ordering::Relaxed)
            {
                Ok(_) => return true,
                // Somebody was quicker, and may have been better.
                Err(now) => best = now,
            }
        }
        false
    }

    /// The best score and its player.
    pub fn get(&self) -> (u32, u32) {
        unpack(self.packed.load(Ordering::Relaxed))
    }
}

fn pack(score: u32, player: u32) -> u64 {
    u64::from(score) << 32 | u64::from(player)
}

fn unpack(packed: u64) -> (u32, u32) {
    // The lower half is meant, and nothing but it.
    ((packed >> 32) as u32, packed as u32)
}
