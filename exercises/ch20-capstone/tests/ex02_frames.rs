//! The frames of a client mean what RFC 6455 says, whatever pieces they come in, and what breaks its
//! rules is refused at the first byte that shows it.

#[cfg_attr(not(solution), path = "../ex02_frames.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch20-capstone/ex02_frames.rs")]
mod exercise;

use std::collections::BTreeSet;
use std::io::{self, Cursor, Read, Write};

use exercise::{
    Assembler, Event, Header, Opcode, Violation, close_payload, encode, parse, parse_close, unmask,
};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::error::{Error, ProtocolError};
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocket, WebSocketConfig};

/// The mask of the examples in RFC 6455, 5.7.
const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

const CONTINUATION: u8 = 0x0;
const TEXT: u8 = 0x1;
const BINARY: u8 = 0x2;
const CLOSE: u8 = 0x8;
const PING: u8 = 0x9;
const PONG: u8 = 0xA;
/// The bit of the last fragment.
const FIN: u8 = 0x80;

/// A frame as a client sends it: its first byte, its length in the shortest form, its mask, its payload.
fn client(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first];
    match payload.len() {
        length @ ..=125 => frame.push(0x80 | length as u8),
        length @ ..=65_535 => {
            frame.push(0x80 | 126);
            frame.extend((length as u16).to_be_bytes());
        }
        length => {
            frame.push(0x80 | 127);
            frame.extend((length as u64).to_be_bytes());
        }
    }
    frame.extend(MASK);
    frame.extend(
        payload
            .iter()
            .enumerate()
            .map(|(i, byte)| byte ^ MASK[i % 4]),
    );
    frame
}

/// How a stream of frames ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// More may come.
    Open,
    /// By a close.
    Closed,
    /// By a violation, to be closed with this code.
    Failed(u16),
}

/// What a stream of bytes from a client amounts to, and by which violation it ends, if by one.
fn judged(stream: &[u8], limit: usize) -> (Vec<Event>, Result<End, Violation>) {
    let mut assembler = Assembler::new(limit);
    let mut events = Vec::new();
    let mut rest = stream.to_vec();
    loop {
        let header = match parse(&rest) {
            Ok(Some(header)) => header,
            Ok(None) => return (events, Ok(End::Open)),
            Err(violation) => return (events, Err(violation)),
        };
        if let Err(violation) = assembler.check(&header) {
            return (events, Err(violation));
        }
        let end = header.header + header.payload as usize;
        if rest.len() < end {
            return (events, Ok(End::Open));
        }
        let payload = &mut rest[header.header..end];
        unmask(payload, header.mask.unwrap_or_default());
        match assembler.push(&header, payload) {
            Ok(Some(event)) => {
                let last = matches!(event, Event::Close(_));
                events.push(event);
                if last {
                    return (events, Ok(End::Closed));
                }
            }
            Ok(None) => {}
            Err(violation) => return (events, Err(violation)),
        }
        rest.drain(..end);
    }
}

/// The same of a stream within a limit that is far away, of which nothing is refused.
fn events(frames: &[Vec<u8>]) -> Vec<Event> {
    let (events, end) = judged(&frames.concat(), 1 << 20);
    assert!(
        end.is_ok(),
        "these frames are in order, and are refused ({end:?}) after {events:?}:\n{}",
        shown(frames)
    );
    events
}

/// Frames of which the last breaks a rule are refused, by this violation and not before.
fn refused(frames: &[Vec<u8>], expected: Violation, why: &str) {
    match judged(&frames.concat(), 1 << 20) {
        (_, Err(violation)) => assert_eq!(violation, expected, "{why}:\n{}", shown(frames)),
        (events, Ok(end)) => panic!(
            "{why}, so this is refused by now ({expected:?}), and it is taken for {events:?} ({end:?}):\n{}",
            shown(frames)
        ),
    }
    let before = &frames[..frames.len() - 1];
    let (_, end) = judged(&before.concat(), 1 << 20);
    assert!(
        end.is_ok(),
        "{why}: only the last frame shows it, and before it comes, {end:?} is said:\n{}",
        shown(frames)
    );
}

/// Frames, a line each: the first byte, what it says, and the payload without its mask.
fn shown(frames: &[Vec<u8>]) -> String {
    let line = |frame: &Vec<u8>| {
        let (&first, &second) = (&frame[0], &frame[1]);
        let kind = match first & 0x0F {
            CONTINUATION => "continuation",
            TEXT => "text",
            BINARY => "binary",
            CLOSE => "close",
            PING => "ping",
            PONG => "pong",
            _ => "reserved",
        };
        let end = if first & FIN == 0 {
            ", more to come"
        } else {
            ""
        };
        let masked = second & 0x80 != 0;
        let header = match second & 0x7F {
            126 => 4,
            127 => 10,
            _ => 2,
        } + if masked { 4 } else { 0 };
        let mut payload = frame.get(header..).unwrap_or_default().to_vec();
        let length = payload.len();
        payload.truncate(40);
        if masked {
            payload
                .iter_mut()
                .enumerate()
                .for_each(|(i, byte)| *byte ^= MASK[i % 4]);
        }
        let mask = if masked { "" } else { ", not masked" };
        let payload = payload.escape_ascii();
        format!("  {first:02x} {kind}{end}{mask}: {length} bytes, {payload}\n")
    };
    frames.iter().map(line).collect()
}

fn text(text: &str) -> Event {
    Event::Text(text.to_owned())
}

/// The frames that RFC 6455 shows in 5.7 are read as it says.
#[support::test]
fn the_frames_of_the_rfc() {
    let header = |fin, opcode, mask, header, payload| {
        Ok(Some(Header {
            fin,
            opcode,
            mask,
            header,
            payload,
        }))
    };
    let unmasked = [0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f];
    assert_eq!(parse(&unmasked), header(true, Opcode::Text, None, 2, 5));
    let masked = [
        0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58,
    ];
    assert_eq!(
        parse(&masked),
        header(true, Opcode::Text, Some(MASK), 6, 5),
        "the header is two bytes and the mask"
    );
    let mut hello = masked[6..].to_vec();
    unmask(&mut hello, MASK);
    assert_eq!(
        hello, b"Hello",
        "7f 9f 4d 51 58 without the mask 37 fa 21 3d"
    );
    assert_eq!(
        parse(&[0x01, 0x03, 0x48, 0x65, 0x6c]),
        header(false, Opcode::Text, None, 2, 3)
    );
    assert_eq!(
        parse(&[0x80, 0x02, 0x6c, 0x6f]),
        header(true, Opcode::Continuation, None, 2, 2)
    );
    assert_eq!(parse(&[0x8a, 0x00]), header(true, Opcode::Pong, None, 2, 0));
    assert_eq!(
        parse(&[0x88, 0x00]),
        header(true, Opcode::Close, None, 2, 0)
    );
    assert_eq!(
        parse(&[0x82, 0x7e, 0x01, 0x00]),
        header(true, Opcode::Binary, None, 4, 256),
        "a length of two bytes, the highest first"
    );
    assert_eq!(
        parse(&[0x82, 0x7f, 0, 0, 0, 0, 0, 1, 0, 0]),
        header(true, Opcode::Binary, None, 10, 65_536),
        "a length of eight bytes, the highest first"
    );
}

/// A header whose last byte has not come asks for more, and is no error.
#[support::test]
fn a_header_comes_in_pieces() {
    for length in [0, 1, 125, 126, 127, 65_535, 65_536] {
        let frame = client(FIN | BINARY, &vec![0; length]);
        let header = frame.len() - length;
        for end in 0..header {
            assert_eq!(
                parse(&frame[..end]),
                Ok(None),
                "{end} of the {header} bytes of a header have come, of a frame of {length} bytes: {:02x?}",
                &frame[..end]
            );
        }
        let whole = parse(&frame[..header]).expect("a header in order");
        let whole = whole.unwrap_or_else(|| {
            panic!(
                "all {header} bytes of the header have come: {:02x?}",
                &frame[..header]
            )
        });
        assert_eq!((whole.header, whole.payload), (header, length as u64));
        assert_eq!(
            parse(&frame),
            Ok(Some(whole)),
            "the payload behind a header changes nothing about it"
        );
    }
}

/// A length in more bytes than it needs is refused.
#[support::test]
fn a_length_is_as_short_as_can_be() {
    for length in [0_u16, 1, 125] {
        let [high, low] = length.to_be_bytes();
        assert_eq!(
            parse(&[0x82, 0xfe, high, low, 0, 0, 0, 0]),
            Err(Violation::LengthNotMinimal),
            "{length} fits into seven bits, and is sent in two bytes (RFC 6455, 5.2: the minimal number of bytes MUST \
             be used)"
        );
    }
    for length in [0_u64, 125, 126, 65_535] {
        let mut frame = vec![0x82, 0xff];
        frame.extend(length.to_be_bytes());
        assert_eq!(
            parse(&frame),
            Err(Violation::LengthNotMinimal),
            "{length} fits into two bytes, and is sent in eight"
        );
    }
}

/// A length has 63 bits.
#[support::test]
fn the_top_bit_of_a_length_is_zero() {
    let frame = |length: u64| {
        let mut frame = vec![0x82, 0xff];
        frame.extend(length.to_be_bytes());
        frame.extend(MASK);
        frame
    };
    for length in [1 << 63, u64::MAX, (1 << 63) | 5] {
        assert_eq!(
            parse(&frame(length)),
            Err(Violation::LengthTopBit),
            "the length {length:#x} (RFC 6455, 5.2: the most significant bit MUST be 0)"
        );
    }
    for length in [i64::MAX as u64, 1 << 32, (1 << 32) + 5, (1 << 48) + 5] {
        let header = parse(&frame(length)).expect("63 bits are allowed");
        let header = header.expect("the header is all there");
        assert_eq!(header.payload, length);
        for limit in [1 << 20, 0] {
            assert_eq!(
                Assembler::new(limit).check(&header),
                Err(Violation::TooBig),
                "a header says that {length:#x} bytes follow: with a limit of {limit} it is refused before any of them \
                 is waited for"
            );
        }
    }
}

/// Bits and opcodes without a meaning are refused at the first byte.
#[support::test]
fn what_is_reserved_is_refused_at_once() {
    for bit in [0x40, 0x20, 0x10] {
        assert_eq!(
            parse(&[FIN | TEXT | bit]),
            Err(Violation::ReservedBits),
            "the first byte is {:02x}, and no extension was agreed on: the second cannot make it right",
            FIN | TEXT | bit
        );
    }
    for opcode in [0x3, 0x4, 0x5, 0x6, 0x7, 0xB, 0xC, 0xD, 0xE, 0xF] {
        for fin in [0, FIN] {
            assert_eq!(
                parse(&[fin | opcode]),
                Err(Violation::ReservedOpcode(opcode)),
                "the first byte is {:02x}",
                fin | opcode
            );
        }
    }
}

/// A control frame is whole, and has at most 125 bytes.
#[support::test]
fn a_control_frame_is_small_and_whole() {
    for opcode in [CLOSE, PING, PONG] {
        assert_eq!(
            parse(&[opcode]),
            Err(Violation::ControlFragmented),
            "the first byte is {opcode:02x}: a control frame that is not final"
        );
        for length in [126, 127] {
            assert_eq!(
                parse(&[FIN | opcode, 0x80 | length]),
                Err(Violation::ControlTooLong),
                "two bytes show that a control frame is longer than 125 bytes: {:02x} {:02x}",
                FIN | opcode,
                0x80 | length
            );
        }
        let longest = parse(&client(FIN | opcode, &[b'a'; 125])).expect("125 bytes are allowed");
        assert_eq!(longest.expect("all of it is there").payload, 125);
        assert!(longest.is_some_and(|header| header.opcode.is_control()));
    }
    assert!(!Opcode::Continuation.is_control() && !Opcode::Text.is_control());
}

/// The mask comes off at every length, wherever in memory the payload lies, and nothing else changes.
#[support::test]
fn every_byte_is_unmasked() {
    let mask = [0x01, 0x20, 0x03, 0x40];
    let memory: Vec<u8> = (0..=255).cycle().take(400).collect();
    for length in (0..=70).chain([127, 128, 129, 255, 256, 257, 300]) {
        for start in 0..9 {
            let mut seen = memory.clone();
            unmask(&mut seen[start..start + length], mask);
            for (place, (seen, before)) in seen.iter().zip(&memory).enumerate() {
                let inside = (start..start + length).contains(&place);
                let expected = if inside {
                    before ^ mask[(place - start) % 4]
                } else {
                    *before
                };
                assert_eq!(
                    *seen,
                    expected,
                    "byte {} of a payload of {length} bytes, which begins {start} bytes into a buffer",
                    place as isize - start as isize
                );
            }
        }
    }
}

/// A server's frame is final, not masked, and has the shortest length; it is written behind what is there.
#[support::test]
fn frames_are_written() {
    for (length, header) in [
        (0, &[0x82, 0][..]),
        (1, &[0x82, 1]),
        (125, &[0x82, 125]),
        (126, &[0x82, 126, 0, 126]),
        (127, &[0x82, 126, 0, 127]),
        (65_535, &[0x82, 126, 0xff, 0xff]),
        (65_536, &[0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
    ] {
        let payload: Vec<u8> = (0..=255).cycle().take(length).collect();
        let mut out = b"before".to_vec();
        encode(&mut out, Opcode::Binary, &payload);
        let written = out
            .strip_prefix(b"before")
            .expect("`encode` appends: what was in `out` is still to be sent");
        assert_eq!(
            &written[..header.len()],
            header,
            "the header of a frame of {length} bytes"
        );
        assert_eq!(written.len(), header.len() + length);
        assert!(written.ends_with(&payload), "a server does not mask");
    }
    let mut out = Vec::new();
    encode(&mut out, Opcode::Text, b"a");
    encode(&mut out, Opcode::Ping, b"b");
    encode(&mut out, Opcode::Pong, b"");
    encode(&mut out, Opcode::Close, &close_payload(1001, ""));
    encode(&mut out, Opcode::Continuation, b"c");
    assert_eq!(
        out,
        [
            0x81, 1, b'a', 0x89, 1, b'b', 0x8a, 0, 0x88, 2, 0x03, 0xe9, 0x80, 1, b'c'
        ]
    );
}

/// No control frame is written that a client has to refuse.
#[support::test]
fn no_long_control_frame_is_written() {
    let mut out = Vec::new();
    encode(&mut out, Opcode::Ping, &[0; 125]);
    let end = std::panic::catch_unwind(|| encode(&mut Vec::new(), Opcode::Ping, &[0; 126]));
    assert!(
        end.is_err(),
        "a ping of 126 bytes was written. Whoever asked for it made a mistake in this program, which a panic shows \
         where it was made"
    );
}

/// The codes that may be sent are accepted, the others refused: among them those that only say what
/// happened.
#[support::test]
fn codes_are_allowed_or_not() {
    for code in [
        1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000,
        4999,
    ] {
        let payload = close_payload(code, "why");
        assert_eq!(
            parse_close(&payload),
            Ok(Some((code, "why"))),
            "the code {code} is registered, or free for libraries and applications"
        );
    }
    for code in [
        0_u16, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535,
    ] {
        assert_eq!(
            parse_close(&code.to_be_bytes()),
            Err(Violation::CloseCode(code)),
            "the code {code} must not be sent (RFC 6455, 7.4)"
        );
    }
}

/// A close has no payload, or a code and perhaps a reason. A byte is neither.
#[support::test]
fn a_close_has_a_code_or_nothing() {
    assert_eq!(parse_close(&[]), Ok(None), "an empty close is fine");
    assert_eq!(
        parse_close(&[3]),
        Err(Violation::CloseTooShort),
        "half a code"
    );
    assert_eq!(parse_close(&[3, 0xe8]), Ok(Some((1000, ""))));
    assert_eq!(
        parse_close(&[3, 0xe8, b'a', 0xff]),
        Err(Violation::InvalidUtf8),
        "the reason is text"
    );
    assert_eq!(
        parse_close(&[3, 0xe8, 0xf0, 0x9f, 0xa6]),
        Err(Violation::InvalidUtf8),
        "the reason ends within a character"
    );
    assert_eq!(
        events(&[client(FIN | CLOSE, &[]), client(FIN | TEXT, b"late")]),
        [Event::Close(None)]
    );
    assert_eq!(
        events(&[client(FIN | CLOSE, &close_payload(1001, "tschüß"))]),
        [Event::Close(Some((1001, "tschüß".to_owned())))]
    );
    refused(
        &[client(FIN | CLOSE, &[3])],
        Violation::CloseTooShort,
        "one byte is half a code",
    );
    refused(
        &[client(FIN | CLOSE, &1005_u16.to_be_bytes())],
        Violation::CloseCode(1005),
        "1005 says that no code came, and is never sent",
    );
}

/// A reason that does not fit is cut between two characters.
#[support::test]
fn a_long_reason_is_cut() {
    for (reason, kept) in [
        ("a".repeat(123), 123),
        ("a".repeat(124), 123),
        ("a".repeat(122) + "é", 122),
        ("é".repeat(62), 122),
        ("🦀".repeat(40), 120),
    ] {
        let payload = close_payload(1000, &reason);
        assert!(
            payload.len() <= 125,
            "{} bytes are no control frame",
            payload.len()
        );
        assert_eq!(
            parse_close(&payload),
            Ok(Some((1000, &reason[..kept]))),
            "a reason of {} bytes, of which 123 fit, and {kept} in whole characters",
            reason.len()
        );
    }
}

/// A message in fragments is one message, and control frames between them come at once.
#[support::test]
fn fragments_are_put_together() {
    assert_eq!(
        events(&[
            client(TEXT, b"Hel"),
            client(FIN | PING, b"?"),
            client(CONTINUATION, b""),
            client(CONTINUATION, b"lo, "),
            client(FIN | PONG, b""),
            client(FIN | CONTINUATION, b"world"),
            client(BINARY, &[0xff]),
            client(FIN | CONTINUATION, &[0]),
            client(FIN | TEXT, b""),
            client(FIN | BINARY, b""),
            client(TEXT, b""),
            client(FIN | CONTINUATION, b""),
            client(TEXT, b"cut off"),
            client(FIN | CLOSE, b""),
        ]),
        [
            Event::Ping(b"?".to_vec()),
            Event::Pong(Vec::new()),
            text("Hello, world"),
            Event::Binary(vec![0xff, 0]),
            text(""),
            Event::Binary(Vec::new()),
            text(""),
            Event::Close(None),
        ],
        "a ping is answered when it comes, and not when the message around it ends"
    );
}

/// Fragments come in their order: a first one, continuations, the last.
#[support::test]
fn fragments_have_an_order() {
    let nothing = Violation::NothingToContinue;
    let (last, more) = (FIN | CONTINUATION, CONTINUATION);
    refused(&[client(last, b"a")], nothing, "no message has begun");
    refused(&[client(more, b"a")], nothing, "no message has begun");
    refused(
        &[client(FIN | TEXT, b"a"), client(last, b"b")],
        nothing,
        "the message before it has ended",
    );
    refused(
        &[client(TEXT, b"a"), client(last, b"b"), client(more, b"c")],
        nothing,
        "the message before it has ended",
    );
    for second in [TEXT, BINARY, FIN | TEXT, FIN | BINARY] {
        refused(
            &[
                client(TEXT, b""),
                client(FIN | PING, b""),
                client(second, b"b"),
            ],
            Violation::NotContinued,
            "a message has begun, by an empty fragment, and goes on by continuations only",
        );
    }
}

/// A client masks every frame, or is refused.
#[support::test]
fn a_client_masks() {
    for first in [FIN | TEXT, BINARY, FIN | PING, FIN | PONG, FIN | CLOSE] {
        refused(
            &[vec![first, 0]],
            Violation::Unmasked,
            "a client masks every frame, also an empty one (RFC 6455, 5.1: a server MUST close the connection)",
        );
    }
}

/// A character may be split over fragments, at any of its bytes.
#[support::test]
fn a_character_may_be_split() {
    let whole = "κόσμε, 🦀 ñ!";
    let bytes = whole.as_bytes();
    for first in 0..=bytes.len() {
        for second in first..=bytes.len() {
            let frames = [
                client(TEXT, &bytes[..first]),
                client(CONTINUATION, &bytes[first..second]),
                client(FIN | CONTINUATION, &bytes[second..]),
            ];
            assert_eq!(
                events(&frames),
                [text(whole)],
                "split at {first} and at {second}"
            );
        }
    }
    let mut frames: Vec<_> = bytes
        .iter()
        .map(|&byte| client(CONTINUATION, &[byte]))
        .collect();
    frames[0][0] = TEXT;
    frames.push(client(FIN | CONTINUATION, b""));
    assert_eq!(events(&frames), [text(whole)], "a fragment a byte");
}

/// Text that cannot become UTF-8 is refused with the fragment that shows it, and an unfinished one with
/// the last.
#[support::test]
fn bad_text_is_refused_early() {
    let bad = Violation::InvalidUtf8;
    for bytes in [
        &b"a\xffb"[..],
        b"\xc0\xaf",
        b"\xe0\x80\x80",
        b"\xed\xa0\x80",
        b"\xf4\x90",
        b"\xf8",
        b"\x80",
        b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xf4\x90\x80\x80",
    ] {
        refused(
            &[client(TEXT, bytes)],
            bad,
            "no text begins so, whatever the fragments to come hold",
        );
        let mut frames: Vec<_> = bytes
            .iter()
            .map(|&byte| client(CONTINUATION, &[byte]))
            .collect();
        frames[0][0] = TEXT;
        let (_, end) = judged(&frames.concat(), 1 << 20);
        assert_eq!(end, Err(bad), "a fragment a byte:\n{}", shown(&frames));
        assert!(
            events(&[client(FIN | BINARY, bytes)]).len() == 1,
            "a binary message holds anything"
        );
    }
    for bytes in [&b"a\xce"[..], b"\xf0\x9f\xa6", b"\xe2\x82"] {
        assert_eq!(
            events(&[client(TEXT, bytes)]),
            [],
            "{bytes:02x?} may become a text yet"
        );
        refused(
            &[client(FIN | TEXT, bytes)],
            bad,
            "the text ends within a character",
        );
        refused(
            &[client(TEXT, bytes), client(FIN | CONTINUATION, b"")],
            bad,
            "the text ends within a character, by an empty fragment",
        );
        refused(
            &[client(TEXT, bytes), client(CONTINUATION, b"a")],
            bad,
            "a character has begun, and an `a` does not go on with it",
        );
    }
}

/// The limit is on a message, however many fragments it has, and control frames do not count.
#[support::test]
fn a_message_has_a_limit() {
    let limited = |frames: &[Vec<u8>]| judged(&frames.concat(), 10);
    let too_big = Err(Violation::TooBig);
    let (seen, end) = limited(&[
        client(FIN | BINARY, &[0; 10]),
        client(BINARY, &[0; 4]),
        client(FIN | PING, &[0; 100]),
        client(FIN | CONTINUATION, &[0; 6]),
        client(FIN | TEXT, "🦀🦀xy".as_bytes()),
    ]);
    assert_eq!(
        (seen.len(), end),
        (4, Ok(End::Open)),
        "ten bytes are within a limit of ten, and neither a ping nor the message before count"
    );
    assert_eq!(limited(&[client(FIN | TEXT, &[b'a'; 11])]).1, too_big);
    for fragments in [
        &[BINARY, CONTINUATION, FIN | CONTINUATION],
        &[TEXT, CONTINUATION, CONTINUATION],
    ] {
        let frames: Vec<_> = fragments
            .iter()
            .map(|&first| client(first, &[b'a'; 4]))
            .collect();
        assert_eq!(
            limited(&frames).1,
            too_big,
            "three fragments of four bytes are more than ten"
        );
    }
    assert_eq!(
        limited(&[
            client(TEXT, b"aaaaaaa"),
            client(CONTINUATION, &[0xf0, 0x9f, 0xa6]),
            client(CONTINUATION, &[0x80])
        ])
        .1,
        too_big,
        "the bytes of a split character count as they come"
    );
    let header = client(BINARY, &[0; 200]);
    assert_eq!(
        limited(&[
            client(BINARY, &[0; 9]),
            client(CONTINUATION, &[0; 200])[..8].to_vec()
        ])
        .1,
        too_big,
        "refused by the header alone, before memory is made ready for the payload"
    );
    assert_eq!(limited(&[header[..8].to_vec()]).1, too_big);
}

/// Whoever breaks a rule is told by the code that is meant for it.
#[support::test]
fn a_violation_has_its_code() {
    for (violation, code) in [(Violation::InvalidUtf8, 1007), (Violation::TooBig, 1009)] {
        assert_eq!(
            violation.close_code(),
            code,
            "{violation:?} has a code of its own (RFC 6455, 7.4.1)"
        );
    }
    for violation in [
        Violation::ReservedBits,
        Violation::ReservedOpcode(3),
        Violation::LengthNotMinimal,
        Violation::LengthTopBit,
        Violation::ControlFragmented,
        Violation::ControlTooLong,
        Violation::Unmasked,
        Violation::NothingToContinue,
        Violation::NotContinued,
        Violation::CloseTooShort,
        Violation::CloseCode(1005),
    ] {
        assert_eq!(
            violation.close_code(),
            1002,
            "{violation:?} is a protocol error"
        );
    }
}

/// Between messages an assembler holds no memory, and a message in one frame is copied once.
#[support::test]
fn between_messages_nothing_is_held() {
    let frame = client(FIN | TEXT, "grüß dich".repeat(100).as_bytes());
    let header = parse(&frame).expect("in order").expect("all there");
    let mut payload = frame[header.header..].to_vec();
    unmask(&mut payload, MASK);
    let mut assembler = Assembler::new(1 << 20);
    let ((), allocations) = support::alloc::measure(|| {
        drop(
            assembler
                .push(&header, &payload)
                .expect("in order")
                .expect("a message"),
        );
    });
    assert_eq!(
        allocations.kept_bytes, 0,
        "a million connections are idle at a time: none may keep the buffer of its last message"
    );
    assert_eq!(
        allocations.blocks, 1,
        "the message is copied once, into its event"
    );
}

/// What a message in fragments needs is given back with it.
#[support::test]
fn fragments_leave_nothing_behind() {
    let bytes = "🦀".repeat(100).into_bytes();
    let mut frames: Vec<_> = bytes
        .chunks(3)
        .map(|chunk| {
            let frame = client(CONTINUATION, chunk);
            parse(&frame).expect("in order").expect("all there")
        })
        .zip(bytes.chunks(3))
        .collect();
    frames[0].0.opcode = Opcode::Text;
    frames.last_mut().expect("there are many").0.fin = true;
    let mut assembler = Assembler::new(1 << 20);
    let (messages, allocations) = support::alloc::measure(|| {
        let push = |(header, payload): &(Header, &[u8])| assembler.push(header, payload);
        frames
            .iter()
            .map(push)
            .filter(|it| matches!(it, Ok(Some(_))))
            .count()
    });
    assert_eq!(messages, 1, "a text in {} fragments", frames.len());
    assert_eq!(
        allocations.kept_bytes, 0,
        "the message was dropped, and the assembler holds on to some of its memory"
    );
}

/// A message in very many fragments costs no more than its bytes: what has been checked is not checked again.
#[support::test]
fn many_fragments_cost_what_they_hold() {
    let mut header = parse(&client(TEXT, b"a"))
        .expect("in order")
        .expect("all there");
    let mut assembler = Assembler::new(1 << 20);
    let text = "é".repeat(250_000);
    for byte in text.as_bytes().chunks(1) {
        assert_eq!(assembler.push(&header, byte), Ok(None), "within the limit");
        header.opcode = Opcode::Continuation;
    }
    header.fin = true;
    let event = assembler.push(&header, b"!").expect("within the limit");
    assert!(
        event == Some(Event::Text(text + "!")),
        "the text has come whole"
    );
}

/// Bytes that mean nothing cause no panic, and a header is judged alike in however many pieces it comes.
#[support::test]
fn noise_is_judged_like_anything_else() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for _ in 0..20_000 {
        let mut bytes: Vec<u8> = (0..rng.random_range(1..40)).map(|_| rng.random()).collect();
        if rng.random_bool(0.7) {
            bytes[0] = [0x81, 0x82, 0x01, 0x80, 0x88, 0x89][rng.random_range(0..6)];
        }
        let whole = parse(&bytes);
        for end in 0..bytes.len() {
            let part = parse(&bytes[..end]);
            assert!(
                part == Ok(None) || part == whole,
                "of {bytes:02x?} the first {end} bytes are {part:?}, and all of them {whole:?}"
            );
        }
        let _ = judged(&bytes, 64);
    }
}

/// The limit of the messages in a random stream.
const LIMIT: usize = 150;

/// What a client may send, at random, with one rule broken here or there.
fn stream(rng: &mut ChaCha8Rng) -> Vec<Vec<u8>> {
    let alphabet = [
        'a',
        'z',
        '\0',
        'é',
        'κ',
        '€',
        '\u{ffff}',
        '🦀',
        '\u{10ffff}',
    ];
    let mut frames = Vec::new();
    for _ in 0..rng.random_range(1..6) {
        let text = rng.random_bool(0.6);
        let mut payload: Vec<u8> = if text {
            let length = rng.random_range(0..40);
            (0..length)
                .map(|_| alphabet[rng.random_range(0..alphabet.len())])
                .collect::<String>()
                .into_bytes()
        } else {
            let length = [0, 1, 125, 126, 127, 150, 170][rng.random_range(0..7)];
            (0..length).map(|_| rng.random()).collect()
        };
        if rng.random_bool(0.1) && !payload.is_empty() {
            let place = rng.random_range(0..payload.len());
            payload[place] = rng.random();
        }
        let mut cuts = BTreeSet::new();
        if payload.len() > LIMIT {
            // No frame is over the limit by itself: of two things that are wrong with it, either may be
            // seen first.
            cuts.insert(payload.len() / 2);
        }
        if rng.random_bool(0.6) {
            for _ in 0..rng.random_range(0..6) {
                cuts.insert(rng.random_range(0..=payload.len()));
            }
        }
        let cuts: Vec<_> = [0].into_iter().chain(cuts).chain([payload.len()]).collect();
        for (n, cut) in cuts.windows(2).enumerate() {
            let opcode = match n {
                0 if text => TEXT,
                0 => BINARY,
                _ => CONTINUATION,
            };
            let fin = if n + 2 == cuts.len() { FIN } else { 0 };
            frames.push(client(fin | opcode, &payload[cut[0]..cut[1]]));
            if rng.random_bool(0.2) {
                let opcode = if rng.random_bool(0.5) { PING } else { PONG };
                let length = rng.random_range(0..=125);
                frames.push(client(FIN | opcode, &vec![b'p'; length]));
            }
        }
    }
    if rng.random_bool(0.5) {
        let codes = [
            0, 999, 1000, 1001, 1003, 1004, 1005, 1006, 1007, 1011, 1013, 1015, 2999, 3000, 4999,
            5000,
        ];
        let code: u16 = codes[rng.random_range(0..codes.len())];
        let payload = match rng.random_range(0..5) {
            0 => Vec::new(),
            1 => vec![3],
            2 => b"\x03\xe8\xe2\x82".to_vec(),
            _ => [&code.to_be_bytes()[..], "schön".as_bytes()].concat(),
        };
        frames.push(client(FIN | CLOSE, &payload));
    }
    let broken = rng.random_range(0..frames.len());
    match rng.random_range(0..20) {
        0 => frames[broken][0] |= [0x40, 0x20, 0x10][rng.random_range(0..3)],
        1 => frames[broken][0] = FIN | [0x3, 0x7, 0xB, 0xF][rng.random_range(0..4)],
        2 => frames[broken] = vec![frames[broken][0], 0],
        3 => frames[broken][0] ^= FIN,
        4 => drop(frames.remove(broken)),
        5 => frames[broken] = client(FIN | PING, &[0; 126]),
        6 => frames.insert(broken, client(FIN | CONTINUATION, b"")),
        _ => {}
    }
    frames
}

/// A stream that has come, and into which anything may be written.
struct Come(Cursor<Vec<u8>>);

impl Read for Come {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Write for Come {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What tungstenite makes of a stream, as `role`.
fn tungstenite(stream: Vec<u8>, role: Role, limit: usize) -> (Vec<Event>, End) {
    let config = WebSocketConfig::default()
        .read_buffer_size(1024)
        .max_message_size(Some(limit))
        .max_frame_size(Some(limit));
    let mut socket = WebSocket::from_raw_socket(Come(Cursor::new(stream)), role, Some(config));
    let mut events = Vec::new();
    loop {
        let event = match socket.read() {
            Ok(Message::Text(text)) => Event::Text(text.to_string()),
            Ok(Message::Binary(bytes)) => Event::Binary(bytes.to_vec()),
            Ok(Message::Ping(bytes)) => Event::Ping(bytes.to_vec()),
            Ok(Message::Pong(bytes)) => Event::Pong(bytes.to_vec()),
            // How it reports a code that must not be sent: as the close that it answers with.
            Ok(Message::Close(Some(close))) if close.reason.as_str() == "Protocol violation" => {
                return (events, End::Failed(1002));
            }
            Ok(Message::Close(close)) => {
                let close = close.map(|close| (close.code.into(), close.reason.to_string()));
                events.push(Event::Close(close));
                return (events, End::Closed);
            }
            Ok(Message::Frame(_)) => unreachable!("`read` returns messages"),
            Err(Error::Protocol(ProtocolError::ResetWithoutClosingHandshake)) => {
                return (events, End::Open);
            }
            Err(Error::Protocol(_)) => return (events, End::Failed(1002)),
            Err(Error::Utf8(_)) => return (events, End::Failed(1007)),
            Err(Error::Capacity(_)) => return (events, End::Failed(1009)),
            Err(other) => unreachable!("tungstenite reads from memory: {other}"),
        };
        events.push(event);
    }
}

/// What a stream means here, and what it means to tungstenite.
fn both(frames: &[Vec<u8>]) -> [(Vec<Event>, End); 2] {
    let (events, end) = judged(&frames.concat(), LIMIT);
    let end = end.unwrap_or_else(|violation| End::Failed(violation.close_code()));
    let theirs = tungstenite(frames.concat(), Role::Server, LIMIT);
    [(events, end), theirs]
}

/// Thousands of streams, many of which break a rule, mean here what they mean to tungstenite.
#[support::test]
fn streams_mean_what_they_mean_to_tungstenite() {
    let differs = |frames: &[Vec<u8>]| {
        let [ours, theirs] = both(frames);
        ours != theirs
    };
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let mut ends = [0; 5];
    for n in 0..4_000 {
        let mut frames = stream(&mut rng);
        if differs(&frames) {
            // What can be left out, so that what remains is to be read.
            let mut place = 0;
            while place < frames.len() {
                let left_out = frames.remove(place);
                if !differs(&frames) {
                    frames.insert(place, left_out);
                    place += 1;
                }
            }
            let [ours, theirs] = both(&frames);
            assert_eq!(
                ours,
                theirs,
                "left is what you make of it, right is what tungstenite does, with a limit of {LIMIT} bytes. Of stream \
                 {n} these frames show it:\n{}",
                shown(&frames)
            );
        }
        let (_, end) = tungstenite(frames.concat(), Role::Server, LIMIT);
        ends[match end {
            End::Open => 0,
            End::Closed => 1,
            End::Failed(1002) => 2,
            End::Failed(1007) => 3,
            End::Failed(_) => 4,
        }] += 1;
    }
    assert!(
        ends.iter().all(|&streams| streams > 50),
        "the test has streams of each kind: {ends:?}"
    );
}

/// What `encode` writes, a client of tungstenite reads.
#[support::test]
fn tungstenite_reads_what_is_written() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let mut out = Vec::new();
    let mut sent = Vec::new();
    for length in [0, 1, 2, 124, 125, 126, 127, 1000, 65_535, 65_536, 70_000] {
        let bytes: Vec<u8> = (0..length).map(|_| rng.random()).collect();
        encode(&mut out, Opcode::Binary, &bytes);
        sent.push(Event::Binary(bytes));
        let text = "ü".repeat(length / 2);
        encode(&mut out, Opcode::Text, text.as_bytes());
        sent.push(Event::Text(text));
        if length <= 125 {
            encode(&mut out, Opcode::Ping, &vec![1; length]);
            sent.push(Event::Ping(vec![1; length]));
            encode(&mut out, Opcode::Pong, &vec![2; length]);
            sent.push(Event::Pong(vec![2; length]));
        }
    }
    encode(
        &mut out,
        Opcode::Close,
        &close_payload(1001, "the server goes"),
    );
    sent.push(Event::Close(Some((1001, "the server goes".to_owned()))));
    let (read, end) = tungstenite(out, Role::Client, 1 << 20);
    assert_eq!(end, End::Closed);
    assert!(
        read == sent,
        "a client reads other messages than were written"
    );
}
