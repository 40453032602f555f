//! Frames of RFC 6455 as a client sends and receives them.

/// The opcode of a binary message.
pub const BINARY: u8 = 0x2;
/// The opcode of a frame that closes.
pub const CLOSE: u8 = 0x8;
/// The opcode of a ping.
pub const PING: u8 = 0x9;
/// The opcode of a pong.
pub const PONG: u8 = 0xA;

/// The head of a frame from the server, all of which has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Whether the message ends with it.
    pub last: bool,
    /// What it is.
    pub opcode: u8,
    /// Where its payload begins, in bytes.
    pub header: usize,
    /// The length of its payload, in bytes.
    pub payload: usize,
}

/// The server sent what is no frame: masked, or longer than memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

/// The first frame in `bytes`, if it is there from its first to its last byte.
///
/// # Errors
///
/// If a server may not send it.
pub fn parse(bytes: &[u8]) -> Result<Option<Frame>, Broken> {
    let &[first, second, ref rest @ ..] = bytes else {
        return Ok(None);
    };
    if second & 0x80 != 0 || first & 0x70 != 0 {
        return Err(Broken);
    }
    let (length, extra) = match second {
        126 => match rest.first_chunk() {
            Some(&length) => (u64::from(u16::from_be_bytes(length)), 2),
            None => return Ok(None),
        },
        127 => match rest.first_chunk() {
            Some(&length) => (u64::from_be_bytes(length), 8),
            None => return Ok(None),
        },
        short => (u64::from(short), 0),
    };
    let payload = usize::try_from(length).map_err(|_| Broken)?;
    let header = 2 + extra;
    if bytes.len() - header < payload {
        return Ok(None);
    }
    Ok(Some(Frame {
        last: first & 0x80 != 0,
        opcode: first & 0x0f,
        header,
        payload,
    }))
}

/// Appends a frame with the whole of a message to `out`, masked.
pub fn encode(out: &mut Vec<u8>, opcode: u8, payload: &[u8], mask: [u8; 4]) {
    out.push(0x80 | opcode);
    match payload.len() {
        short @ ..126 => out.push(0x80 | short as u8),
        medium @ ..0x1_0000 => {
            out.push(0x80 | 126);
            out.extend_from_slice(&(medium as u16).to_be_bytes());
        }
        long => {
            out.push(0x80 | 127);
            out.extend_from_slice(&(long as u64).to_be_bytes());
        }
    }
    out.extend_from_slice(&mask);
    let start = out.len();
    out.extend_from_slice(payload);
    apply(mask, &mut out[start..]);
}

/// Masks a payload, or takes its mask off.
pub fn apply(mask: [u8; 4], payload: &mut [u8]) {
    let (words, rest) = payload.as_chunks_mut::<4>();
    for word in words {
        *word = (u32::from_ne_bytes(*word) ^ u32::from_ne_bytes(mask)).to_ne_bytes();
    }
    for (byte, mask) in rest.iter_mut().zip(mask) {
        *byte ^= mask;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_there_once_its_last_byte_is() {
        for length in [0_usize, 1, 125, 126, 65_535, 65_536] {
            let mut bytes = vec![0x82];
            match length {
                short @ ..126 => bytes.push(short as u8),
                medium @ ..0x1_0000 => {
                    bytes.push(126);
                    bytes.extend((medium as u16).to_be_bytes());
                }
                long => {
                    bytes.push(127);
                    bytes.extend((long as u64).to_be_bytes());
                }
            }
            let header = bytes.len();
            bytes.resize(header + length, 7);
            let whole = Frame {
                last: true,
                opcode: BINARY,
                header,
                payload: length,
            };
            assert_eq!(parse(&bytes), Ok(Some(whole)), "{length} bytes");
            for less in [0, 1, header - 1, bytes.len() - 1] {
                assert_eq!(
                    parse(&bytes[..less]),
                    Ok(None),
                    "{less} of {} bytes",
                    bytes.len()
                );
            }
        }
    }

    #[test]
    fn a_server_sends_no_masked_frames() {
        assert_eq!(parse(&[0x82, 0x80, 0, 0, 0, 0]), Err(Broken));
    }

    #[test]
    fn what_is_sent_is_masked_byte_by_byte() {
        let mut bytes = Vec::new();
        encode(&mut bytes, 0x1, b"Hello", [0x37, 0xfa, 0x21, 0x3d]);
        // The example of section 5.7.
        assert_eq!(
            bytes,
            [
                0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58
            ]
        );
        bytes.clear();
        encode(&mut bytes, BINARY, &[0; 300], [1, 2, 3, 4]);
        assert_eq!(bytes[..4], [0x82, 0xfe, 0x01, 0x2c]);
        assert_eq!(bytes.len(), 8 + 300);
    }
}
