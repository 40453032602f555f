//! The best is the highest score offered, and belongs to the first who offered it.

#[forbid(unsafe_code)]
#[cfg_attr(not(solution), path = "../ex04_maximum.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch09-once-atomics/ex04_maximum.rs"
)]
mod exercise;

use std::sync;
use std::thread;

use exercise::Best;

/// A higher score is the best from then on, and is said to be.
#[support::test]
fn a_higher_score_is_the_best() {
    let best = Best::new();
    assert_eq!(best.get(), (0, 0));
    assert!(best.offer(10, 3), "10 is more than nothing");
    assert_eq!(best.get(), (10, 3));
    assert!(best.offer(11, 2), "11 is more than 10");
    assert_eq!(best.get(), (11, 2));
}

/// A lower score changes nothing.
#[support::test]
fn a_lower_score_changes_nothing() {
    let best = Best::new();
    assert!(best.offer(10, 3));
    assert!(!best.offer(9, 4), "9 is less than 10");
    assert_eq!(best.get(), (10, 3));
}

/// Who equals the best does not replace it, whatever the number of the player.
#[support::test]
fn the_first_of_two_equals_stays() {
    let best = Best::new();
    assert!(best.offer(10, 5));
    for player in [4, 5, 6] {
        assert!(
            !best.offer(10, player),
            "player {player} only equals the best"
        );
        assert_eq!(best.get(), (10, 5));
    }
    assert!(
        !Best::new().offer(0, 9),
        "0 is not more than no score at all"
    );
}

/// Scores and players may be as large as their type.
#[support::test]
fn the_largest_numbers_fit() {
    let best = Best::new();
    assert!(best.offer(1, u32::MAX));
    assert_eq!(best.get(), (1, u32::MAX));
    assert!(best.offer(u32::MAX, 0));
    assert_eq!(best.get(), (u32::MAX, 0));
    assert!(!best.offer(u32::MAX, 1));
}

/// Threads offer scores in any order, and the highest is the best.
#[support::test]
fn the_highest_of_all_threads_is_the_best() {
    let best = Best::new();
    thread::scope(|scope| {
        for player in 0..4 {
            let best = &best;
            scope.spawn(move || {
                for score in 1..=1000 {
                    best.offer(score * 4 + player, player);
                }
            });
        }
    });
    assert_eq!(best.get(), (4003, 3));
}
