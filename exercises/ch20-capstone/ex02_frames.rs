//! The frames of a WebSocket (RFC 6455, 5): read, judged, unmasked, put together, and written.
//!
//! 1. `parse` reads the header of a frame from bytes of which more may follow. What is wrong is refused
//!    at the first byte that shows it, before the rest of the header has come: in the first byte a
//!    reserved bit, a reserved opcode or a control frame that is not final, in this order; in the
//!    second a control frame of more than 125 bytes; with the last byte of a length that its top bit is
//!    set, or that fewer bytes would have done.
//! 2. `unmask` takes the mask off: byte `i` of the payload, exclusive or with byte `i % 4` of the mask.
//!    Eight bytes at a time, and then the rest.
//! 3. `encode` appends a whole frame as a server sends it: final, not masked, with the shortest length.
//! 4. `close_payload` and `parse_close` are the two ways between a code with a reason and the payload
//!    of a close. A reason that does not fit is cut between two characters. The codes that may be sent
//!    are 1000 to 1003, 1007 to 1014 and 3000 to 4999.
//! 5. `Assembler` makes messages of frames. Its `check` judges a frame by its header alone: first the
//!    mask, then the order of fragments, then the limit. Control frames may come between the fragments
//!    of a message, and do not count to its limit. Text is refused with the fragment that shows that it
//!    is none; a character may be split over two. Between messages nothing is held, and a message in
//!    one frame is copied once.

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
        todo!("three codes")
    }
}

/// The header at the beginning of `bytes`, or `None` if more bytes are needed.
pub fn parse(bytes: &[u8]) -> Result<Option<Header>, Violation> {
    todo!("two bytes, a length, a mask")
}

/// Takes the mask off a whole payload, or puts it on.
pub fn unmask(payload: &mut [u8], mask: [u8; 4]) {
    todo!("eight bytes at a time, and the rest")
}

/// Appends to `out` a whole frame as a server sends it.
///
/// # Panics
///
/// If a control frame is to have more than 125 bytes of payload.
pub fn encode(out: &mut Vec<u8>, opcode: Opcode, payload: &[u8]) {
    todo!("two bytes, a length, the payload")
}

/// The payload of a close with this code and this reason, cut at a character's end to what fits.
pub fn close_payload(code: u16, reason: &str) -> Vec<u8> {
    todo!("a code, and as much of the reason as fits")
}

/// The code and the reason in the payload of a close, or `None` if it is empty.
pub fn parse_close(payload: &[u8]) -> Result<Option<(u16, &str)>, Violation> {
    todo!("nothing, or a code that may be sent and a reason")
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
    // The limit, and what has come of a message whose last fragment has not.
}

impl Assembler {
    /// One that has seen nothing, for messages of at most `limit` bytes.
    pub fn new(limit: usize) -> Self {
        todo!("nothing has come")
    }

    /// Whether a frame with this header may come now, so that memory is made ready for its payload.
    pub fn check(&self, header: &Header) -> Result<(), Violation> {
        todo!("the mask, the order of fragments, the limit")
    }

    /// Takes a frame: its header, and all of its payload, unmasked. Returns the event that it
    /// completes, if it does.
    ///
    /// After a violation nothing of the connection is to be trusted: close it with the violation's code.
    pub fn push(&mut self, header: &Header, payload: &[u8]) -> Result<Option<Event>, Violation> {
        todo!("check, then put together")
    }
}
