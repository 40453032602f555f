//! In every interleaving of two players, the higher score is the best, and its player's.

#[forbid(unsafe_code)]
#[cfg_attr(not(solution), path = "../ex04_maximum.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch09-once-atomics/ex04_maximum.rs"
)]
mod exercise;

use exercise::Best;
use support::sync;
use support::sync::Arc;
use support::thread;

/// The higher of two scores wins, whoever comes first.
#[support::test]
fn the_higher_score_wins() {
    support::model(|| {
        let best = Arc::new(Best::new());
        let other = {
            let best = Arc::clone(&best);
            thread::spawn(move || best.offer(20, 2))
        };
        best.offer(10, 1);
        let theirs = other.join().expect("no panic");
        assert_eq!(best.get(), (20, 2), "the higher score was lost");
        assert!(
            theirs,
            "player 2 has the best score, and was told otherwise"
        );
    });
}

/// Of two equal scores one is the best, and only its player is told so.
#[support::test]
fn one_of_two_equals_wins() {
    support::model(|| {
        let best = Arc::new(Best::new());
        let other = {
            let best = Arc::clone(&best);
            thread::spawn(move || best.offer(10, 2))
        };
        let ours = best.offer(10, 1);
        let theirs = other.join().expect("no panic");
        let (score, player) = best.get();
        assert_eq!(score, 10);
        assert_eq!(
            (ours, theirs),
            (player == 1, player == 2),
            "the best is player {player}'s, and only player {player} is told so"
        );
    });
}

/// Whoever looks sees a score together with its own player.
#[support::test]
fn a_score_goes_with_its_player() {
    support::model(|| {
        let best = Arc::new(Best::new());
        let other = {
            let best = Arc::clone(&best);
            thread::spawn(move || best.offer(10, 1))
        };
        let seen = best.get();
        assert!(
            seen == (0, 0) || seen == (10, 1),
            "nobody ever offered {seen:?}"
        );
        other.join().expect("no panic");
    });
}
