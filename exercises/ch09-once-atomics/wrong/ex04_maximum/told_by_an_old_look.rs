//! Mistake: stores with `fetch_max`, and answers by what it saw before that.
//! Rejected by: one_of_two_equals_wins

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
        let best = self.packed.load(Ordering::Relaxed);
        if score > unpack(best).0 {
            self.packed
                .fetch_max(pack(score, player), Ordering::Relaxed);
            return true;
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
