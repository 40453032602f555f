//! Bytes that the system vouches for.

use rand::TryRng;
use rand::rngs::{SysError, SysRng};

fn key() -> Result<[u8; 32], SysError> {
    let mut key = [0; 32];
    SysRng.try_fill_bytes(&mut key)?;
    Ok(key)
}

fn main() -> Result<(), SysError> {
    let (one, another) = (key()?, key()?);
    println!("{} bits, equal: {}", one.len() * 8, one == another);
    Ok(())
}
