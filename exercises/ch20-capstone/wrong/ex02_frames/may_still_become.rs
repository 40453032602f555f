//! Mistake: whatever is no text by now is kept, as if any bytes could still make it one.
//! Rejected by: bad_text_is_refused_early

use std::str;

/// What a frame is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opcode {
    /// 0x0: a further fragment of a message.
    Continuation,
    /// 0x1: a text, or the first fragment of one.
    Text,
    /// 0x2: bytes, or the first fragment of them.
    Binary,
    /// 0x8: the end of the conversation.
    Close,
    /// 0x9: a question for a sign of life.
    Ping,
    /// 0xA: the answer to it.
    Pong,
}

impl Opcode {
    /// The opcode of these four bits, unless they are reserved.
    fn from_bits(bits: u8) -> Option<Self> {
        Some(match bits {
            0x0 => Self::Continuation,
            0x1 => Self::Text,
            0x2 => Self::Binary,
            0x8 => Self::Close,
            0x9 => Self::Ping,
            0xA => Self::Pong,
            _ => return None,
        })
    }

    /// Its four bits.
    fn bits(self) -> u8 {
        match self {
            Self::Continuation => 0x0,
            Self::Text => 0x1,
            Self::Binary => 0x2,
            Self::Close => 0x8,
            Self::Ping => 0x9,
            Self::Pong => 0xA,
        }
    }

    /// Whether it is a control frame: never fragmented, and at most 125 bytes.
    pub fn is_control(self) -> bool {
        matches!(self, Self::Close | Self::Ping | Self::Pong)
    }
}

/// The header of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Whether its message ends with it.
    pub fin: bool,
    /// What it is.
    pub opcode: Opcode,
    /// What its payload is masked with, if it is.
    pub mask: Option<[u8; 4]>,
    /// How many bytes the header takes: 2 to 14.
    pub header: usize,
    /// How many bytes of payload follow it.
    pub payload: u64,
}

/// How a peer may break the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Violation {
    /// A reserved bit is set, and no extension was agreed on.
    ReservedBits,
    /// An opcode that has no meaning: 0x3 to 0x7, 0xB to 0xF.
    ReservedOpcode(u8),
    /// A length that fits into fewer bytes.
    LengthNotMinimal,
    /// A length of eight bytes whose top bit is set.
    LengthTopBit,
    /// A control frame that is not final.
    ControlFragmented,
    /// A control frame of more than 125 bytes.
    ControlTooLong,
    /// A client's frame without a mask.
    Unmasked,
    /// A continuation, and nothing to continue.
    NothingToContinue,
    /// A text or binary frame before the message before it has ended.
    NotContinued,
    /// Text that is not UTF-8.
    InvalidUtf8,
    /// A message over the limit.
    TooBig,
    /// A close with one byte of payload: half a code.
    CloseTooShort,
    /// A close with a code that must not be sent.
    CloseCode(u16),
}

impl Violation {
    /// The code to close with (RFC 6455, 7.4.1): 1007 for what is not UTF-8, 1009 for what is too big,
    /// else 1002.
    pub fn close_code(&self) -> u16 {
        match self {
            Self::InvalidUtf8 => 1007,
            Self::TooBig => 1009,
            _ => 1002,
        }
    }
}

/// The longest payload of a control frame, and the longest whose length is in the second byte.
const SHORT: usize = 125;

/// The header at the beginning of `bytes`, or `None` if more bytes are needed.
pub fn parse(bytes: &[u8]) -> Result<Option<Header>, Violation> {
    let Some(&first) = bytes.first() else {
        return Ok(None);
    };
    if first & 0x70 != 0 {
        return Err(Violation::ReservedBits);
    }
    let bits = first & 0x0F;
    let opcode = Opcode::from_bits(bits).ok_or(Violation::ReservedOpcode(bits))?;
    let fin = first & 0x80 != 0;
    if opcode.is_control() && !fin {
        return Err(Violation::ControlFragmented);
    }
    let Some(&second) = bytes.get(1) else {
        return Ok(None);
    };
    let short = second & 0x7F;
    if opcode.is_control() && usize::from(short) > SHORT {
        return Err(Violation::ControlTooLong);
    }
    let rest = &bytes[2..];
    let (payload, rest) = match short {
        126 => {
            let Some((length, rest)) = rest.split_first_chunk() else {
                return Ok(None);
            };
            let length = u16::from_be_bytes(*length);
            if usize::from(length) <= SHORT {
                return Err(Violation::LengthNotMinimal);
            }
            (u64::from(length), rest)
        }
        127 => {
            let Some((length, rest)) = rest.split_first_chunk() else {
                return Ok(None);
            };
            let length = u64::from_be_bytes(*length);
            if length > i64::MAX as u64 {
                return Err(Violation::LengthTopBit);
            }
            if length <= u64::from(u16::MAX) {
                return Err(Violation::LengthNotMinimal);
            }
            (length, rest)
        }
        length => (u64::from(length), rest),
    };
    let (mask, rest) = if second & 0x80 == 0 {
        (None, rest)
    } else if let Some((mask, rest)) = rest.split_first_chunk() {
        (Some(*mask), rest)
    } else {
        return Ok(None);
    };
    Ok(Some(Header {
        fin,
        opcode,
        mask,
        header: bytes.len() - rest.len(),
        payload,
    }))
}

/// Takes the mask off a whole payload, or puts it on.
pub fn unmask(payload: &mut [u8], mask: [u8; 4]) {
    let [a, b, c, d] = mask;
    // In the order of memory on both sides, so that the order of the bytes in a word does not matter.
    // The compiler makes wider ones of these words, and needs no alignment.
    let wide = u64::from_ne_bytes([a, b, c, d, a, b, c, d]);
    let (words, rest) = payload.as_chunks_mut::<8>();
    for word in words {
        *word = (u64::from_ne_bytes(*word) ^ wide).to_ne_bytes();
    }
    for (byte, mask) in rest.iter_mut().zip(mask.iter().cycle()) {
        *byte ^= mask;
    }
}

/// Appends to `out` a whole frame as a server sends it.
///
/// # Panics
///
/// If a control frame is to have more than 125 bytes of payload.
pub fn encode(out: &mut Vec<u8>, opcode: Opcode, payload: &[u8]) {
    assert!(
        !opcode.is_control() || payload.len() <= SHORT,
        "a control frame has at most {SHORT} bytes of payload, not {}",
        payload.len()
    );
    out.reserve(10 + payload.len());
    out.push(0x80 | opcode.bits());
    match payload.len() {
        length @ 0..=SHORT => out.push(length as u8),
        length => match u16::try_from(length) {
            Ok(length) => {
                out.push(126);
                out.extend_from_slice(&length.to_be_bytes());
            }
            Err(_) => {
                out.push(127);
                out.extend_from_slice(&(length as u64).to_be_bytes());
            }
        },
    }
    out.extend_from_slice(payload);
}

/// The payload of a close with this code and this reason, cut at a character's end to what fits.
pub fn close_payload(code: u16, reason: &str) -> Vec<u8> {
    let mut payload = code.to_be_bytes().to_vec();
    let fits = reason.floor_char_boundary(SHORT - payload.len());
    payload.extend_from_slice(&reason.as_bytes()[..fits]);
    payload
}

/// The code and the reason in the payload of a close, or `None` if it is empty.
pub fn parse_close(payload: &[u8]) -> Result<Option<(u16, &str)>, Violation> {
    if payload.is_empty() {
        return Ok(None);
    }
    let Some((code, reason)) = payload.split_first_chunk() else {
        return Err(Violation::CloseTooShort);
    };
    let code = u16::from_be_bytes(*code);
    // 1004 has no meaning; 1005, 1006 and 1015 say what happened where no code was sent, and are never
    // sent. Up to 1014 as registered with IANA; libraries and applications have 3000 to 4999.
    if !matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999) {
        return Err(Violation::CloseCode(code));
    }
    let reason = str::from_utf8(reason).map_err(|_| Violation::InvalidUtf8)?;
    Ok(Some((code, reason)))
}

/// What frames amount to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A whole text.
    Text(String),
    /// A whole binary message.
    Binary(Vec<u8>),
    /// A ping, to be answered by a pong with the same payload.
    Ping(Vec<u8>),
    /// A pong.
    Pong(Vec<u8>),
    /// A close, with its code and reason if it has them. Nothing that comes behind it counts.
    Close(Option<(u16, String)>),
}

/// Makes messages of a client's frames.
#[derive(Debug)]
pub struct Assembler {
    /// How many bytes a message may have.
    limit: usize,
    /// The message whose last fragment has not come.
    partial: Option<Partial>,
}

/// What has come of a message.
#[derive(Debug)]
enum Partial {
    Text(Text),
    Binary(Vec<u8>),
}

impl Partial {
    /// How many bytes have come.
    fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.whole.len() + text.split.len(),
            Self::Binary(bytes) => bytes.len(),
        }
    }
}

impl Assembler {
    /// One that has seen nothing, for messages of at most `limit` bytes.
    pub fn new(limit: usize) -> Self {
        Self {
            limit,
            partial: None,
        }
    }

    /// Whether a frame with this header may come now, so that memory is made ready for its payload.
    pub fn check(&self, header: &Header) -> Result<(), Violation> {
        if header.mask.is_none() {
            return Err(Violation::Unmasked);
        }
        if header.opcode.is_control() {
            return Ok(());
        }
        let before = match (header.opcode, &self.partial) {
            (Opcode::Continuation, None) => return Err(Violation::NothingToContinue),
            (Opcode::Continuation, Some(partial)) => partial.len(),
            (_, Some(_)) => return Err(Violation::NotContinued),
            (_, None) => 0,
        };
        // `before` is within the limit, or it would have been refused.
        if header.payload > (self.limit - before) as u64 {
            return Err(Violation::TooBig);
        }
        Ok(())
    }

    /// Takes a frame: its header, and all of its payload, unmasked. Returns the event that it
    /// completes, if it does.
    ///
    /// After a violation nothing of the connection is to be trusted: close it with the violation's code.
    pub fn push(&mut self, header: &Header, payload: &[u8]) -> Result<Option<Event>, Violation> {
        debug_assert_eq!(header.payload, payload.len() as u64, "all of the payload");
        self.check(header)?;
        match header.opcode {
            Opcode::Ping => return Ok(Some(Event::Ping(payload.to_vec()))),
            Opcode::Pong => return Ok(Some(Event::Pong(payload.to_vec()))),
            Opcode::Close => {
                let close = parse_close(payload)?;
                return Ok(Some(Event::Close(
                    close.map(|(code, reason)| (code, reason.to_owned())),
                )));
            }
            Opcode::Text => self.partial = Some(Partial::Text(Text::default())),
            Opcode::Binary => self.partial = Some(Partial::Binary(Vec::new())),
            Opcode::Continuation => {}
        }
        match &mut self.partial {
            Some(Partial::Text(text)) => text.extend(payload)?,
            Some(Partial::Binary(bytes)) => bytes.extend_from_slice(payload),
            None => return Err(Violation::NothingToContinue),
        }
        if !header.fin {
            return Ok(None);
        }
        match self.partial.take() {
            Some(Partial::Text(text)) => Ok(Some(Event::Text(text.finish()?))),
            Some(Partial::Binary(bytes)) => Ok(Some(Event::Binary(bytes))),
            None => Ok(None),
        }
    }
}

/// A text whose bytes come in pieces that may end within a character.
#[derive(Debug, Default)]
struct Text {
    /// The characters that have come whole.
    whole: String,
    /// The bytes behind them: at most three, and the beginning of a character.
    split: Vec<u8>,
}

impl Text {
    /// Takes further bytes, and refuses those that no text can have here, whatever may follow.
    fn extend(&mut self, mut bytes: &[u8]) -> Result<(), Violation> {
        while !self.split.is_empty()
            && let Some((byte, rest)) = bytes.split_first()
        {
            self.split.push(*byte);
            bytes = rest;
            match str::from_utf8(&self.split) {
                Ok(character) => {
                    self.whole.push_str(character);
                    self.split.clear();
                }
                // `None`: what there is may still become a character.
                Err(error) if error.error_len().is_none() => {}
                Err(_) => return Err(Violation::InvalidUtf8),
            }
        }
        // None are left if a character is split still.
        match str::from_utf8(bytes) {
            Ok(text) => self.whole.push_str(text),
            Err(error) => {
                let (text, split) = bytes.split_at(error.valid_up_to());
                self.extend(text)?;
                self.split.extend_from_slice(split);
            }
        }
        Ok(())
    }

    /// The text, if it does not end within a character.
    fn finish(self) -> Result<String, Violation> {
        if self.split.is_empty() {
            Ok(self.whole)
        } else {
            Err(Violation::InvalidUtf8)
        }
    }
}
