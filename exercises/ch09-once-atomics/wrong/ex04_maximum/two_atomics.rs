//! Mistake: score and player in an atomic each: whoever looks in between sees one's score with another's name.
//! Rejected by: a_score_goes_with_its_player

use super::sync::atomic::{AtomicU32, Ordering};

/// The best score, and the player who reached it first.
pub struct Best {
    score: AtomicU32,
    player: AtomicU32,
}

impl Best {
    /// Player 0, with no score at all.
    pub fn new() -> Self {
        Self {
            score: AtomicU32::new(0),
            player: AtomicU32::new(0),
        }
    }

    /// A player has reached a score. Returns whether that is the best now, which it is only if it is
    /// higher than what was best before: who merely equals the best does not replace it.
    pub fn offer(&self, score: u32, player: u32) -> bool {
        let better = score > self.score.fetch_max(score, Ordering::AcqRel);
        if better {
            self.player.store(player, Ordering::Release);
        }
        better
    }

    /// The best score and its player.
    pub fn get(&self) -> (u32, u32) {
        (
            self.score.load(Ordering::Acquire),
            self.player.load(Ordering::Acquire),
        )
    }
}
