//! What a message says: when it was to be sent, by whom, and which one it is, so that an answer explains itself.

use crate::schedule::Nanos;

/// The least size of a message, in bytes.
pub const LEAST: usize = 16;

/// Writes a message of `size` bytes, [`LEAST`] at least.
pub fn write(out: &mut Vec<u8>, size: usize, intended: Nanos, number: usize, sequence: u32) {
    out.clear();
    out.extend_from_slice(&intended.to_le_bytes());
    out.extend_from_slice(&(number as u32).to_le_bytes());
    out.extend_from_slice(&sequence.to_le_bytes());
    out.resize(size.max(LEAST), b'.');
}

/// Reads one: when it was to be sent, by whom, and which one it is. None if it is not ours.
pub fn read(message: &[u8]) -> Option<(Nanos, usize, u32)> {
    let (intended, rest) = message.split_first_chunk()?;
    let (number, rest) = rest.split_first_chunk()?;
    let sequence = rest.first_chunk()?;
    Some((
        u64::from_le_bytes(*intended),
        u32::from_le_bytes(*number) as usize,
        u32::from_le_bytes(*sequence),
    ))
}

/// Masks that differ from frame to frame, as they have to; nobody has to guess them here, so a counter will do.
#[derive(Clone, Copy, Debug, Default)]
pub struct Masks(u32);

impl Masks {
    /// One that is not the last one, never of zeros alone.
    pub fn another(&mut self) -> [u8; 4] {
        self.0 = self.0.wrapping_add(0x9e37_79b9);
        (self.0 | 0x0100_0001).to_le_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_explains_itself() {
        let mut message = Vec::new();
        write(&mut message, 64, 1_234_567_890_123, 18_999, 7);
        assert_eq!(message.len(), 64);
        assert_eq!(read(&message), Some((1_234_567_890_123, 18_999, 7)));
        assert_eq!(read(b"welcome"), None);
        write(&mut message, 0, 1, 2, 3);
        assert_eq!(message.len(), LEAST);
    }
}
