//! Mistake: 64 bits are written as 32 digits.
//! Rejected by: a_token_is_sixteen_bytes

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
    times.into_iter().find(|made| old_token(*made) == token)
}

/// A token from this generator: 16 bytes, written as 32 hexadecimal digits, lower case.
pub fn token_from<R: TryCryptoRng>(rng: &mut R) -> Result<String, R::Error> {
    Ok(format!("{:032x}", rng.try_next_u64()?))
}

/// A token for a new session, from the system's generator.
pub fn token() -> Result<String, SysError> {
    token_from(&mut SysRng)
}
