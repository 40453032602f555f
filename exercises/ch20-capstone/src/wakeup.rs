//! A parked connection that has something to read: read, answered and written, in three system calls or less.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::rc::Rc;

use bytes::Bytes;

use crate::connection::Rate;
use crate::frames;
use crate::memory::{Delivered, Place};
use crate::registry::Id;
use crate::room;
use crate::talk::{self, Heard, Terms, Then};
use crate::worker::{SCRATCH, Scratch, Worker};

impl Worker {
    /// A parked connection has something to read. Whether all of it was read.
    pub(crate) fn wake(self: &Rc<Self>, id: Id) -> bool {
        let mut scratch = self.scratch.borrow_mut();
        let read = self.connections.with(id, |connection| {
            connection.seat.look(|place| match place {
                Place::Parked(socket) => Some(socket.read(&mut scratch.input)),
                Place::Talking(_) => None,
            })
        });
        match read.flatten() {
            Some(Ok(0)) => self.leave(id, 1006),
            Some(Ok(length)) => {
                let all = length < scratch.input.len();
                self.hear_parked(id, length, &mut scratch);
                return all;
            }
            Some(Err(error)) if is_passing(&error) => {}
            Some(Err(_)) => self.leave(id, 1006),
            None => {}
        }
        true
    }

    /// Takes up what came behind a connection's request, before anybody waits for it.
    pub(crate) fn hear_first(self: &Rc<Self>, id: Id, bytes: &[u8]) {
        let mut scratch = self.scratch.borrow_mut();
        scratch.input[..bytes.len()].copy_from_slice(bytes);
        self.hear_parked(id, bytes.len(), &mut scratch);
    }

    /// Answers what a parked connection has sent, the first `length` bytes of the input.
    fn hear_parked(self: &Rc<Self>, id: Id, length: usize, scratch: &mut Scratch) {
        let Some(heard) = self.hear(id, &mut scratch.input[..length], &mut scratch.output) else {
            return;
        };
        let rest = &scratch.input[heard.used..length];
        if !scratch.output.is_empty() {
            let sent = scratch.output.len() as u64;
            let blocked = self.connections.with(id, |connection| {
                let seat = &connection.seat;
                let unsent = seat.look(|place| match place {
                    Place::Parked(socket) => unsent(socket, &scratch.output),
                    Place::Talking(_) => Some(0),
                });
                let unsent = unsent.map(|at| Bytes::copy_from_slice(&scratch.output[at..]))?;
                let open = || {
                    let mail = self.mail();
                    mail.leave_unheard(rest);
                    mail
                };
                match seat.deliver(unsent, |_, rest| Err(rest), open) {
                    Delivered::Blocked(socket) => Some(socket),
                    Delivered::Queued | Delivered::Written => None,
                }
            });
            self.metrics().bytes_sent.add(sent);
            if let Some(socket) = blocked.flatten() {
                match heard.then {
                    Then::Listen | Then::Read | Then::Judge | Then::Wait => {
                        self.start(id, socket);
                    }
                    // It does not read, and it is over anyway.
                    Then::Closed(code) => self.abandon(id, code),
                    Then::TooMany => self.abandon(id, 1008),
                }
                return;
            }
        }
        match heard.then {
            Then::Listen => {}
            // A task can wait: for the rest of a frame, or until one who sends too much has heard so.
            Then::Read | Then::Judge | Then::Wait | Then::TooMany => self.unpark(id, rest),
            Then::Closed(code) => self.part(id, code),
        }
    }

    /// Answers what a connection has sent: replies into `output`, messages to its room. None if it has left.
    pub(crate) fn hear(
        self: &Rc<Self>,
        id: Id,
        input: &mut [u8],
        output: &mut Vec<u8>,
    ) -> Option<Heard> {
        let now = self.now();
        let rate = self.shared.rate;
        let (membership, closing, allowance) = self.connections.with(id, |it| {
            it.vitals.heard(now);
            let allowance = rate.map_or(u32::MAX, |rate| it.allowance.left(now, rate));
            (it.room, it.closing, allowance)
        })?;
        let room = membership.map(|it| self.rooms.borrow().name(it));
        let terms = Terms {
            max_message: self.shared.config.max_message,
            max_frame: SCRATCH,
            allowance,
            turn: room.as_ref().map(|_| match room::is_crowded(self) {
                true => 0,
                false => self.shared.turn,
            }),
            closing,
        };
        output.clear();
        let heard = talk::answer(input, output, terms, |opcode, payload| {
            if let Some(room) = &room {
                let mut frame = Vec::new();
                frames::encode(&mut frame, opcode, payload);
                room::cast(self, room, &frame.into());
            }
        });
        self.spend(id, rate, heard.messages);
        let metrics = self.metrics();
        metrics.bytes_received.add(heard.used as u64);
        metrics.messages_received.add(heard.messages.into());
        if room.is_none() {
            metrics.messages_sent.add(heard.messages.into());
        }
        Some(heard)
    }

    pub(crate) fn spend(&self, id: Id, rate: Option<Rate>, messages: u32) {
        if rate.is_some() {
            self.connections.with(id, |it| it.allowance.spend(messages));
        }
    }
}

/// Writes as much as the socket takes. What it did not take is the error. If it is broken, who reads it will see.
pub(crate) fn write(socket: &mut TcpStream, frame: Bytes) -> Result<(), Bytes> {
    unsent(socket, &frame).map_or(Ok(()), |at| Err(frame.slice(at..)))
}

/// Writes as much as the socket takes; where it stopped, if that is not the end.
fn unsent(socket: &mut TcpStream, bytes: &[u8]) -> Option<usize> {
    let mut written = 0;
    while written < bytes.len() {
        match socket.write(&bytes[written..]) {
            Ok(more) => written += more,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Some(written),
            Err(_) => return None,
        }
    }
    None
}

fn is_passing(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted)
}
