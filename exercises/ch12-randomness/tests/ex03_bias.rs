//! Every number has as many bytes as every other. That is counted here, not estimated.

#[cfg_attr(not(solution), path = "../ex03_bias.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch12-randomness/ex03_bias.rs")]
mod exercise;

use exercise::{below, code};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use support::chance::assert_even;
use support::unwind::{catch, panic_on_purpose};

/// What comes of a generator that gives these bytes and no others; none if it is asked for more.
fn from_bytes(n: u8, bytes: &[u8]) -> Option<u8> {
    let mut bytes = bytes.iter();
    catch(|| {
        below(n, &mut || match bytes.next() {
            Some(byte) => *byte,
            None => panic_on_purpose(),
        })
    })
}

/// How many of these draws lead to each number below `n`, and how many need more bytes.
fn outcomes<'a>(n: u8, draws: impl Iterator<Item = &'a [u8]>) -> (Vec<u64>, usize) {
    let (mut counts, mut undecided) = (vec![0; usize::from(n)], 0);
    for bytes in draws {
        match from_bytes(n, bytes) {
            None => undecided += 1,
            Some(number) => {
                assert!(
                    number < n,
                    "{bytes:?} led to {number}, which is not below {n}"
                );
                counts[usize::from(number)] += 1;
            }
        }
    }
    (counts, undecided)
}

fn assert_equal_shares(n: u8, counts: &[u64], of: &str) {
    let (least, most) = (counts.iter().min(), counts.iter().max());
    assert_eq!(
        least, most,
        "below {n}, some numbers have {least:?} of {of}, and others {most:?}: {counts:?}"
    );
}

/// Of the 256 bytes, each number has as many as every other, for every `n`.
#[support::test]
fn every_number_has_as_many_bytes() {
    let all: Vec<[u8; 1]> = (0..=255).map(|byte| [byte]).collect();
    for n in 1..=255 {
        let (counts, _) = outcomes(n, all.iter().map(<[u8; 1]>::as_slice));
        assert_equal_shares(n, &counts, "the 256 bytes");
    }
}

/// Of the 65,536 pairs of bytes, too: a byte that is refused is followed by another one, which may be
/// refused as well.
#[support::test]
fn every_number_has_as_many_pairs() {
    let all: Vec<[u8; 2]> = (0..=u16::MAX).map(u16::to_be_bytes).collect();
    for n in [3, 100, 200] {
        let (counts, _) = outcomes(n, all.iter().map(<[u8; 2]>::as_slice));
        assert_equal_shares(n, &counts, "the 65,536 pairs");
    }
}

/// No more than half of the bytes are refused, however small `n` is.
#[support::test]
fn at_least_half_of_the_bytes_are_used() {
    let all: Vec<[u8; 1]> = (0..=255).map(|byte| [byte]).collect();
    for n in 1..=255 {
        let (_, undecided) = outcomes(n, all.iter().map(<[u8; 1]>::as_slice));
        assert!(
            undecided <= 128,
            "below {n}, {undecided} of the 256 bytes are refused: how many must be?"
        );
    }
}

/// In a long run of a real generator, too, all numbers are equally probable.
#[support::test]
fn a_long_run_is_even() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut counts = [0; 100];
    for _ in 0..200_000 {
        counts[usize::from(below(100, &mut || rng.random()))] += 1;
    }
    assert_even(&counts, "the numbers below 100 are not equally probable");
}

/// A code has the digits it should have, the zeros in front too.
#[support::test]
fn a_code_has_all_its_digits() {
    for digits in [0, 1, 6, 30] {
        assert_eq!(
            code(digits, &mut || 0),
            "0".repeat(digits),
            "a generator that gives nothing but zeros makes a code of zeros"
        );
    }
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    for _ in 0..100 {
        let code = code(6, &mut || rng.random());
        assert!(
            code.len() == 6 && code.bytes().all(|it| it.is_ascii_digit()),
            "`{code}` is not six digits"
        );
    }
}

/// Each digit is as probable as the others, at each place.
#[support::test]
fn every_digit_is_as_probable() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let mut counts = [[0; 10]; 3];
    // With 256 bytes for 10 digits, six digits would have a byte more than the other four: 26 to 25.
    // After 250,000 codes chi-square sees that with hardly any doubt.
    for _ in 0..250_000 {
        for (place, digit) in code(3, &mut || rng.random()).bytes().enumerate() {
            counts[place][usize::from(digit - b'0')] += 1;
        }
    }
    for (place, counts) in counts.iter().enumerate() {
        assert_even(
            counts,
            &format!("the digits at place {place} are not equally probable"),
        );
    }
}

/// The digits of a code are drawn one by one: none is determined by another.
#[support::test]
fn every_code_is_as_probable() {
    let mut rng = ChaCha8Rng::seed_from_u64(4);
    let mut counts = vec![0; 100];
    for _ in 0..150_000 {
        let code = code(2, &mut || rng.random());
        counts[code.parse::<usize>().expect("two digits")] += 1;
    }
    assert_even(
        &counts,
        "the hundred codes of two digits are not equally probable",
    );
}
