//! Frames that are whole, answered where they lie: read, unmasked in place, and copied behind the replies.
//!
//! Of a valid, unfragmented frame that is not all there, the rest is waited for, if there will be room for it. All else
//! is left for tungstenite to judge, with what comes behind.

use std::str;

use crate::frames::{self, Header, Opcode};

/// What the frames of a connection may be, and how many of them.
#[derive(Clone, Copy)]
pub(crate) struct Terms {
    /// Bytes of a message.
    pub(crate) max_message: usize,
    /// Bytes of a frame that can be waited for.
    pub(crate) max_frame: usize,
    /// Messages that may still be sent.
    pub(crate) allowance: u32,
    /// A message goes to a room, and not back. So many may go there at a time.
    pub(crate) turn: Option<u32>,
    /// We have sent a close already.
    pub(crate) closing: bool,
}

/// What came of it.
pub(crate) struct Heard {
    /// How many bytes are done with.
    pub(crate) used: usize,
    /// How many messages were among them.
    pub(crate) messages: u32,
    pub(crate) then: Then,
}

/// What to do behind the bytes that are done with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// There is nothing behind them.
    Listen,
    /// Behind them a frame begins. It can be answered when all of it is here.
    Read,
    /// What is behind them is for tungstenite, and maybe not all here.
    Judge,
    /// What is behind them has to wait until others have had their turn.
    Wait,
    /// The peer has closed with this code; the replies have our answer to it.
    Closed(u16),
    /// The peer has sent one message more than it may. It is not done with.
    TooMany,
}

/// Answers the frames in `bytes`: what goes back to the peer is appended to `replies`; what goes to its room is given
/// to `say`.
pub(crate) fn answer(
    bytes: &mut [u8],
    replies: &mut Vec<u8>,
    terms: Terms,
    mut say: impl FnMut(Opcode, &[u8]),
) -> Heard {
    let mut heard = Heard {
        used: 0,
        messages: 0,
        then: Then::Listen,
    };
    while heard.used < bytes.len() {
        let rest = &mut bytes[heard.used..];
        let (header, mask, length) = match whole(rest, &terms) {
            Ok(frame) => frame,
            Err(then) => {
                heard.then = then;
                return heard;
            }
        };
        let payload = &mut rest[header.header..length];
        frames::unmask(payload, mask);
        match header.opcode {
            Opcode::Text | Opcode::Binary => {
                let valid = header.opcode == Opcode::Binary || str::from_utf8(payload).is_ok();
                let then = if !valid {
                    Then::Judge
                } else if heard.messages == terms.allowance {
                    Then::TooMany
                } else if terms.turn == Some(heard.messages) {
                    Then::Wait
                } else {
                    Then::Listen
                };
                if then != Then::Listen {
                    frames::unmask(payload, mask);
                    heard.then = then;
                    return heard;
                }
                heard.messages += 1;
                if terms.closing {
                    // Behind a close, there are no messages, and this one was on its way before the peer had ours.
                } else if terms.turn.is_some() {
                    say(header.opcode, payload);
                } else {
                    frames::encode(replies, header.opcode, payload);
                }
            }
            Opcode::Ping => frames::encode(replies, Opcode::Pong, payload),
            // That it came is all that it says.
            Opcode::Pong => {}
            Opcode::Close => {
                let Ok(close) = frames::parse_close(payload) else {
                    frames::unmask(payload, mask);
                    heard.then = Then::Judge;
                    return heard;
                };
                if !terms.closing {
                    let answer = close.map_or(Vec::new(), |(code, _)| code.to_be_bytes().to_vec());
                    frames::encode(replies, Opcode::Close, &answer);
                }
                heard.then = Then::Closed(close.map_or(1005, |(code, _)| code));
            }
            Opcode::Continuation => unreachable!("`whole` takes no fragments"),
        }
        heard.used += length;
        if heard.then != Then::Listen {
            return heard;
        }
    }
    heard
}

/// The frame that begins `bytes`, if it is all there and a message of its own: its header, its mask, its length. If not,
/// what to do.
fn whole(bytes: &[u8], terms: &Terms) -> Result<(Header, [u8; 4], usize), Then> {
    let header = frames::parse(bytes).map_err(|_| Then::Judge)?;
    let header = header.ok_or(Then::Read)?;
    let mask = header.mask.ok_or(Then::Judge)?;
    let payload = usize::try_from(header.payload).map_err(|_| Then::Judge)?;
    let own = header.fin && header.opcode != Opcode::Continuation;
    if !own || payload > terms.max_message {
        return Err(Then::Judge);
    }
    let length = header.header + payload;
    if length <= bytes.len() {
        Ok((header, mask, length))
    } else if length <= terms.max_frame {
        Err(Then::Read)
    } else {
        Err(Then::Judge)
    }
}

/// How much to read of what begins with `bytes`, for which [`Then::Read`] was said: the rest of the frame, or, where it
/// is not known yet how long that is, a little.
pub(crate) fn missing(bytes: &[u8]) -> usize {
    const UNKNOWN: usize = 512;
    let length = |header: Header| {
        usize::try_from(header.payload)
            .ok()?
            .checked_add(header.header)
    };
    let header = frames::parse(bytes).ok().flatten();
    let whole = header.and_then(length);
    whole.map_or(UNKNOWN, |whole| whole.saturating_sub(bytes.len()))
}

/// How far a stream of frames is from a place where nothing is held: no part of a frame, and no fragment.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    /// The beginning of a header.
    partial: Vec<u8>,
    /// How much of the payload is to come.
    payload: u64,
    in_message: bool,
    /// Something was no frame. From here on, nothing is known.
    lost: bool,
}

impl Walk {
    pub(crate) fn step(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() && !self.lost {
            if self.payload > 0 {
                let skipped = self.payload.min(bytes.len() as u64);
                self.payload -= skipped;
                bytes = &bytes[skipped as usize..];
                continue;
            }
            let before = self.partial.len();
            // A header has 14 bytes at most.
            let more = bytes.len().min(14 - before);
            self.partial.extend_from_slice(&bytes[..more]);
            match frames::parse(&self.partial) {
                Ok(None) => bytes = &bytes[more..],
                Ok(Some(header)) => {
                    bytes = &bytes[header.header - before..];
                    self.partial.clear();
                    self.payload = header.payload;
                    if !header.opcode.is_control() {
                        self.in_message = !header.fin;
                    }
                }
                Err(_) => self.lost = true,
            }
        }
    }

    /// How much of a payload is to come.
    pub(crate) fn payload(&self) -> u64 {
        self.payload
    }

    /// Whether nothing is held.
    pub(crate) fn is_clean(&self) -> bool {
        self.partial.is_empty() && self.payload == 0 && !self.in_message && !self.lost
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MASK: [u8; 4] = [1, 2, 3, 4];

    /// A client's frame whose first byte is this.
    fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
        let length = u8::try_from(payload.len()).expect("frames of these tests are short");
        assert!(length < 126, "and their lengths have one byte");
        let mut frame = vec![first, 0x80 | length];
        frame.extend_from_slice(&MASK);
        let at = frame.len();
        frame.extend_from_slice(payload);
        frames::unmask(&mut frame[at..], MASK);
        frame
    }

    fn echo() -> Terms {
        Terms {
            max_message: 100,
            max_frame: 200,
            allowance: u32::MAX,
            turn: None,
            closing: false,
        }
    }

    #[test]
    fn whole_frames_are_answered_and_what_is_behind_them_is_left_as_it_came() {
        let whole = [
            frame(0x81, b"one"),
            frame(0x89, b"two"),
            frame(0x82, b"three"),
        ]
        .concat();
        let others = [
            frame(0x01, b"a fragment"),
            frame(0x81, b"\xFFnot text"),
            frame(0x88, &[0]),
            vec![0x81, 1, b'a'],
            frame(0xC1, b"reserved"),
            frame(0x82, &[0; 101]),
        ];
        for other in others {
            let came = [whole.clone(), other].concat();
            let mut bytes = came.clone();
            let mut replies = Vec::new();
            let heard = answer(&mut bytes, &mut replies, echo(), |_, _| {});
            assert_eq!(heard.used, whole.len());
            assert_eq!(heard.then, Then::Judge);
            assert_eq!(heard.messages, 2);
            assert_eq!(bytes[heard.used..], came[heard.used..], "for tungstenite");
            assert_eq!(replies, b"\x81\x03one\x8A\x03two\x82\x05three");
        }
    }

    #[test]
    fn the_rest_of_a_frame_is_waited_for_if_it_can_be() {
        let came = frame(0x81, &[b'a'; 100]);
        let begun = |max_frame: usize, length: usize| {
            let terms = Terms {
                max_frame,
                ..echo()
            };
            let mut bytes = came[..length].to_vec();
            let heard = answer(&mut bytes, &mut Vec::new(), terms, |_, _| {});
            assert_eq!((heard.used, &bytes[..]), (0, &came[..length]));
            heard.then
        };
        for length in 1..came.len() {
            assert_eq!(begun(came.len(), length), Then::Read);
            let rest = came.len() - length;
            let known = length >= came.len() - 100;
            assert_eq!(missing(&came[..length]), if known { rest } else { 512 });
        }
        assert_eq!(begun(came.len() - 1, came.len() - 1), Then::Judge);
    }

    #[test]
    fn a_message_too_many_is_left_as_it_came() {
        let came = [frame(0x81, b"one"), frame(0x81, b"two")].concat();
        let mut bytes = came.clone();
        let terms = Terms {
            allowance: 1,
            ..echo()
        };
        let heard = answer(&mut bytes, &mut Vec::new(), terms, |_, _| {});
        assert_eq!((heard.messages, heard.then), (1, Then::TooMany));
        assert_eq!(bytes[heard.used..], came[heard.used..]);
    }

    #[test]
    fn so_many_messages_go_to_a_room_at_a_time() {
        let mut bytes = frame(0x81, b"a").repeat(3);
        let mut said = Vec::new();
        let terms = Terms {
            turn: Some(2),
            ..echo()
        };
        let mut replies = Vec::new();
        let heard = answer(&mut bytes, &mut replies, terms, |opcode, payload| {
            said.push((opcode, payload.to_vec()));
        });
        assert_eq!((heard.messages, heard.then), (2, Then::Wait));
        assert_eq!(
            said,
            [(Opcode::Text, b"a".to_vec()), (Opcode::Text, b"a".to_vec())]
        );
        assert_eq!(replies, b"", "they come back from the room");
    }

    #[test]
    fn a_close_is_answered_once() {
        for (closing, answered) in [(false, &b"\x88\x02\x03\xE8"[..]), (true, b"")] {
            let mut bytes = frame(0x88, b"\x03\xE8bye");
            let mut replies = Vec::new();
            let terms = Terms { closing, ..echo() };
            let heard = answer(&mut bytes, &mut replies, terms, |_, _| {});
            assert_eq!(heard.then, Then::Closed(1000));
            assert_eq!(replies, answered);
        }
    }

    #[test]
    fn a_walk_is_clean_between_messages_however_the_bytes_come() {
        let messages = [
            frame(0x81, b"one"),
            [
                frame(0x01, b"be"),
                frame(0x89, b"in between"),
                frame(0x80, b"gun"),
            ]
            .concat(),
            frame(0x82, b""),
        ];
        let bytes = messages.concat();
        let ends: Vec<usize> = messages
            .iter()
            .scan(0, |end, message| {
                *end += message.len();
                Some(*end)
            })
            .collect();
        for step in 1..=bytes.len() {
            let mut walk = Walk::default();
            let mut walked = 0;
            for piece in bytes.chunks(step) {
                walk.step(piece);
                walked += piece.len();
                assert_eq!(
                    walk.is_clean(),
                    ends.contains(&walked),
                    "{walked} in steps of {step}"
                );
            }
        }
    }

    #[test]
    fn a_walk_that_is_lost_is_never_clean() {
        let mut walk = Walk::default();
        walk.step(&frame(0x83, b"reserved"));
        walk.step(&frame(0x81, b"one"));
        assert!(!walk.is_clean());
    }
}
