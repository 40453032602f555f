//! The old tokens are guessed from the time; the new ones are 128 bits that no clock knows.

#[cfg_attr(not(solution), path = "../ex02_token.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch12-randomness/ex02_token.rs")]
mod exercise;

use std::collections::HashSet;
use std::ops::RangeInclusive;
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use exercise::{guess, token, token_from};
use rand::rngs::{ChaCha8Rng, ChaCha20Rng, SmallRng, StdRng};
use rand::{Rng, RngExt, SeedableRng, TryCryptoRng, TryRng};

/// Hands out bytes in order, fails when there are none left, and knows how many are.
struct Bytes(Vec<u8>);

/// There was nothing left.
#[derive(Debug, PartialEq)]
struct Empty;

impl std::fmt::Display for Empty {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "no bytes left")
    }
}

impl std::error::Error for Empty {}

impl TryRng for Bytes {
    type Error = Empty;

    fn try_next_u32(&mut self) -> Result<u32, Empty> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Empty> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, target: &mut [u8]) -> Result<(), Empty> {
        if self.0.len() < target.len() {
            return Err(Empty);
        }
        let rest = self.0.split_off(target.len());
        target.copy_from_slice(&self.0);
        self.0 = rest;
        Ok(())
    }
}

impl TryCryptoRng for Bytes {}

/// How tokens were made until now.
fn old_token(made: u64) -> String {
    format!("{:032x}", StdRng::seed_from_u64(made).random::<u128>())
}

/// Ten seconds, in milliseconds since 1970.
const SECONDS: RangeInclusive<u64> = 1_700_000_000_000..=1_700_000_009_999;

/// The time of an old token is found among the ten thousand milliseconds of ten seconds.
#[support::test]
fn an_old_token_is_guessed() {
    for made in [1_700_000_000_001, 1_700_000_007_234] {
        assert_eq!(
            guess(&old_token(made), SECONDS),
            Some(made),
            "try every one of them, it is soon done"
        );
    }
}

/// The first and the last millisecond are tried as well.
#[support::test]
fn the_ends_of_the_range_are_tried() {
    for times in [5..=5, 5..=9, 1..=5] {
        assert_eq!(
            guess(&old_token(5), times.clone()),
            Some(5),
            "among {times:?}"
        );
    }
}

/// A token of another time is not one of this.
#[support::test]
fn a_token_of_another_time_is_not_found() {
    for other in [4, 10] {
        assert_eq!(guess(&old_token(other), 5..=9), None);
    }
    assert_eq!(guess("", 5..=9), None);
}

/// Sixteen bytes are asked for: no fewer, which could be guessed, and no more.
#[support::test]
fn a_token_is_sixteen_bytes() {
    let mut rng = Bytes(vec![0xab; 40]);
    token_from(&mut rng).expect("there are enough bytes");
    assert_eq!(
        40 - rng.0.len(),
        16,
        "that many bytes of the generator went into a token, where 128 bits are 16"
    );
}

/// Every byte is two digits, a small one too, and different bytes make different tokens.
#[support::test]
fn every_byte_is_two_digits() {
    let mut seen = HashSet::new();
    for place in 0..16 {
        for byte in 1..=255 {
            let mut bytes = vec![0; 16];
            bytes[place] = byte;
            let token = token_from(&mut Bytes(bytes)).expect("there are enough bytes");
            let digits = |it: u8| it.is_ascii_digit() || (b'a'..=b'f').contains(&it);
            assert!(
                token.len() == 32 && token.bytes().all(digits),
                "`{token}` is no 32 digits, when byte {place} is {byte} and all others are 0"
            );
            assert!(
                seen.insert(token.clone()),
                "`{token}` came of two different draws: bits are lost on the way"
            );
        }
    }
}

/// If the generator fails there is no token, and nothing is made up in its place.
#[support::test]
fn a_failing_generator_is_an_error() {
    for there_are in [0, 8, 15] {
        assert_eq!(
            token_from(&mut Bytes(vec![7; there_are])),
            Err(Empty),
            "there were {there_are} bytes only"
        );
    }
}

/// Eight threads make ten thousand tokens, one after the other, and none twice.
#[support::test]
fn no_token_comes_twice() {
    // By chance: fewer than 10⁸ pairs, each equal with probability 2⁻¹²⁸; together below 10⁻³⁰.
    // Each token has a microsecond of its own. Whether two fall into one is chance, and so would be what
    // becomes of an answer that has its tokens from so fine a time: it is for the test below to find.
    let mut seen = HashSet::new();
    for _ in 0..8 {
        let worker = thread::spawn(|| {
            let tokens = (0..1250).map(|_| {
                wait_for_the_next_microsecond();
                new_token()
            });
            tokens.collect::<Vec<_>>()
        });
        for token in worker.join().expect("the worker did not panic") {
            assert!(seen.insert(token.clone()), "two sessions got `{token}`");
        }
    }
}

fn wait_for_the_next_microsecond() {
    let microsecond = || nanoseconds() / 1_000;
    let this = microsecond();
    while microsecond() == this {
        std::hint::spin_loop();
    }
}

/// Since 1970.
fn nanoseconds() -> u128 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.expect("it is after 1970").as_nanos()
}

fn new_token() -> String {
    token().expect("the system has random bytes")
}

/// Whoever knows about when a token was made tries the times around, and does not find it.
#[support::test]
fn a_token_is_not_guessed_from_its_time() {
    // The first, in case that a seed is taken then and kept.
    let coarse = [
        ("second", 1_000_000_000),
        ("millisecond", 1_000_000),
        ("microsecond", 1_000),
    ];
    try_times_around(&timed(), &coarse);
    // Of the next, the one whose time is known best: each nanosecond more is one more to try.
    let best = (0..64)
        .map(|_| timed())
        .min_by_key(|(_, from, to)| to - from);
    let best = best.expect("64 are more than none");
    try_times_around(&best, &coarse);
    try_times_around(&best, &[("nanosecond", 1)]);
}

fn try_times_around((token, from, to): &(String, u128, u128), units: &[(&str, u128)]) {
    let number = u128::from_str_radix(token, 16).expect("hexadecimal digits");
    for (unit, nanoseconds) in units {
        let (from, to) = (from / nanoseconds, to / nanoseconds);
        // So many can be tried here. An attacker has more patience.
        for time in (from..=to).take(20_000) {
            assert!(
                !is_made_with_seed(time as u64, number),
                "`{token}` was guessed: it comes of a generator that was seeded with the {unit}, and \
                 there were no more than {} to be tried",
                to - from + 1
            );
        }
    }
}

/// A token, and the nanoseconds since 1970 between which it was made.
fn timed() -> (String, u128, u128) {
    let from = nanoseconds();
    let token = new_token();
    (token, from, nanoseconds())
}

/// Whether a generator with this seed makes this token, in one of the ways that are at hand.
fn is_made_with_seed(seed: u64, token: u128) -> bool {
    fn makes<R: Rng + SeedableRng>(seed: u64, token: u128) -> bool {
        // The 16 bytes as `fill_bytes` gives them, and the same ones as a number.
        let number: u128 = R::seed_from_u64(seed).random();
        number == token || number.swap_bytes() == token
    }
    makes::<StdRng>(seed, token)
        || makes::<ChaCha8Rng>(seed, token)
        || makes::<ChaCha20Rng>(seed, token)
        || makes::<SmallRng>(seed, token)
}
