//! The least that an echo costs: each frame is read, turned around where it lies, and written.
//!
//! It is no server. It knows our own handshake alone, takes frames that are whole and short, and has no limits, no
//! pings, no rooms and no counts. What it needs for a message is what the system needs to receive and to send one, so
//! no server that does so for each message can need less; the rest is what the others make of it.

use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::Ipv4Addr;

use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};

use crate::{frame, handshake, limits};

const LISTENER: Token = Token(usize::MAX);

/// How many connections it takes.
const MOST: usize = 19_000;

/// How much is read at a time.
const BUFFER: usize = 64 << 10;

/// Serves on `port`, which is said on the standard output, until it is killed.
///
/// # Errors
///
/// If the port is in use, or the system has no more to give.
pub fn serve(port: u16) -> anyhow::Result<()> {
    limits::allow(MOST)?;
    let mut poll = Poll::new()?;
    let mut listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port).into())?;
    let interest = Interest::READABLE;
    poll.registry()
        .register(&mut listener, LISTENER, interest)?;
    println!("listening on ws://{}", listener.local_addr()?);
    let mut events = Events::with_capacity(256);
    let mut peers: Vec<Option<Peer>> = Vec::new();
    let mut buffer = vec![0; BUFFER];
    loop {
        match poll.poll(&mut events, None) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            other => other?,
        }
        for event in &events {
            if event.token() == LISTENER {
                while let Ok((mut stream, _)) = listener.accept() {
                    stream.set_nodelay(true)?;
                    let token = Token(peers.len());
                    poll.registry().register(&mut stream, token, interest)?;
                    peers.push(Some(Peer {
                        stream,
                        is_open: false,
                    }));
                }
            } else if let Some(place) = peers.get_mut(event.token().0)
                && place
                    .as_mut()
                    .is_some_and(|it| it.answer(&mut buffer).is_err())
            {
                *place = None;
            }
        }
    }
}

struct Peer {
    stream: TcpStream,
    is_open: bool,
}

impl Peer {
    /// Answers what there is to read. An error if the peer is gone, or does what is not done here.
    fn answer(&mut self, buffer: &mut [u8]) -> io::Result<()> {
        loop {
            let length = match self.stream.read(buffer) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(length) => length,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            };
            if self.is_open {
                let replies = turned(&mut buffer[..length]).ok_or(ErrorKind::InvalidData)?;
                self.stream.write_all(replies)?;
            } else {
                self.stream.write_all(&handshake::accepted())?;
                self.is_open = true;
            }
            // What comes from here on is told of anew.
            if length < buffer.len() {
                return Ok(());
            }
        }
    }
}

/// The replies to whole frames, made of them where they lie: one is four bytes shorter, for it has no mask.
fn turned(bytes: &mut [u8]) -> Option<&[u8]> {
    let (mut read, mut written) = (0, 0);
    while read < bytes.len() {
        let (first, short) = (bytes[read], bytes.get(read + 1)? & 0x7F);
        let (head, length) = match short {
            126 => {
                let long = bytes.get(read + 2..read + 4)?.try_into().ok()?;
                (4, usize::from(u16::from_be_bytes(long)))
            }
            127 => return None,
            short => (2, usize::from(short)),
        };
        let end = read + head + 4 + length;
        let mask: [u8; 4] = bytes.get(read + head..read + head + 4)?.try_into().ok()?;
        bytes.get(..end)?;
        bytes.copy_within(read..read + head, written);
        bytes[written..written + 2].copy_from_slice(&[first, short]);
        let payload = written + head..written + head + length;
        bytes.copy_within(read + head + 4..end, payload.start);
        frame::apply(mask, &mut bytes[payload.clone()]);
        (read, written) = (end, payload.end);
    }
    Some(&bytes[..written])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_turned_around() {
        let mut bytes = Vec::new();
        let mut expected = Vec::new();
        for length in [0, 1, 125, 126, 4000] {
            let payload = vec![7; length];
            let head: &[u8] = match length {
                0..=125 => &[0x82, length as u8],
                _ => &[0x82, 126, (length >> 8) as u8, length as u8],
            };
            bytes.extend([head[0], head[1] | 0x80]);
            bytes.extend_from_slice(&head[2..]);
            bytes.extend([1, 2, 3, 4]);
            bytes.extend(
                payload
                    .iter()
                    .zip([1, 2, 3, 4].iter().cycle())
                    .map(|(a, b)| a ^ b),
            );
            expected.extend_from_slice(head);
            expected.extend(payload);
        }
        for cut in 1..4 {
            assert_eq!(turned(&mut bytes.clone()[..bytes.len() - cut]), None);
        }
        assert_eq!(turned(&mut bytes), Some(&expected[..]));
    }
}
