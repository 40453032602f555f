//! A session token that nobody guesses, and one that anybody does.

use std::ops::RangeInclusive;

use rand::rngs::{StdRng, SysError, SysRng};
use rand::{RngExt, SeedableRng, TryCryptoRng};

/// How tokens were made until now: from the milliseconds since 1970. Leave it as it is.
pub fn old_token(made: u64) -> String {
    let mut rng = StdRng::seed_from_u64(made);
    format!("{:032x}", rng.random::<u128>())
}

/// The millisecond at which `old_token` made this token, if it is one of these.
pub fn guess(token: &str, times: RangeInclusive<u64>) -> Option<u64> {
    todo!("what would you do with somebody else's token, and the second of the login?")
}

/// A token from this generator: 16 bytes, written as 32 hexadecimal digits, lower case.
pub fn token_from<R: TryCryptoRng>(rng: &mut R) -> Result<String, R::Error> {
    todo!("fill 16 bytes, write them down")
}

/// A token for a new session, from the system's generator.
pub fn token() -> Result<String, SysError> {
    todo!("which generator is the system's?")
}
