//! A game can be replayed by its number, a new one is new, and the die is fair.

#[cfg_attr(not(solution), path = "../ex01_dice.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch12-randomness/ex01_dice.rs")]
mod exercise;

use exercise::Dice;
use support::chance::assert_even;

/// The first throws of game 42, by rand 0.10.4.
const RECORDED: [u32; 20] = [2, 5, 1, 6, 5, 3, 3, 4, 5, 2, 4, 1, 2, 2, 1, 5, 4, 5, 5, 2];

/// The next `n` throws.
fn throws(dice: &mut Dice, n: usize) -> Vec<u32> {
    (0..n).map(|_| dice.throw()).collect()
}

/// A throw is 1 at least and 6 at most, and all six of them occur.
#[support::test]
fn a_die_has_the_sides_one_to_six() {
    // A side that is missing after 600 throws of a fair die: 6 × (5/6)⁶⁰⁰ is below 10⁻⁴⁶.
    let mut seen = throws(&mut Dice::of_game(1), 600);
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(
        seen,
        [1, 2, 3, 4, 5, 6],
        "`1..6` ends before 6, and `1..=6` with it"
    );
}

/// Each side is as probable as the others.
#[support::test]
fn the_die_is_fair() {
    for game in [1, 2, 3] {
        let mut counts = [0; 6];
        for throw in throws(&mut Dice::of_game(game), 60_000) {
            match counts.get_mut((throw as usize).wrapping_sub(1)) {
                Some(count) => *count += 1,
                None => panic!("the die showed {throw}"),
            }
        }
        assert_even(&counts, "the six sides are not equally probable");
    }
}

/// The same game number means the same throws, whoever else throws in between.
#[support::test]
fn a_game_can_be_replayed() {
    let first = throws(&mut Dice::of_game(7), 50);
    let (mut seventh, mut eighth) = (Dice::of_game(7), Dice::of_game(8));
    let mut again = Vec::new();
    for _ in 0..50 {
        again.push(seventh.throw());
        eighth.throw();
    }
    assert_eq!(
        first, again,
        "the game went another way when another die was thrown beside it: a die needs a generator of \
         its own"
    );
}

/// Another game number means other throws.
#[support::test]
fn another_game_is_another() {
    // That two games begin with the same 50 throws has a probability of 6⁻⁵⁰.
    assert_ne!(
        throws(&mut Dice::of_game(7), 50),
        throws(&mut Dice::of_game(8), 50),
        "game 7 and game 8 are the same game"
    );
}

/// A game that was recorded elsewhere goes as it went there.
#[support::test]
fn a_recorded_game_goes_as_it_went() {
    assert_eq!(
        throws(&mut Dice::of_game(42), RECORDED.len()),
        RECORDED,
        "game 42 was recorded with `ChaCha8Rng::seed_from_u64(42)`, and one `random_range` over a \
         range of `u32` a throw"
    );
}

/// Two new games are different.
#[support::test]
fn new_games_are_new() {
    let mut games: Vec<_> = (0..8).map(|_| throws(&mut Dice::new(), 50)).collect();
    games.sort_unstable();
    games.dedup();
    assert_eq!(
        games.len(),
        8,
        "eight games were begun one after the other, and some are equal: what is the seed, and how \
         often does it change?"
    );
}
