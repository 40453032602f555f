//! Mistake: a good generator, seeded with the second: the token is guessed, and given twice.
//! Rejected by: a_token_is_not_guessed_from_its_time

use std::ops::RangeInclusive;
use std::time::{SystemTime, UNIX_EPOCH};

use rand::rngs::{StdRng, SysError};
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
    let mut bytes = [0; 16];
    rng.try_fill_bytes(&mut bytes)?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

/// A token for a new session, from the system's generator.
pub fn token() -> Result<String, SysError> {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let mut rng = StdRng::seed_from_u64(since_1970.as_secs());
    Ok(token_from(&mut rng).unwrap())
}
