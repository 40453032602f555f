//! A connection changes between parked and talking, and no message is lost, doubled, or overtaken.

use std::{sync, thread};

#[cfg_attr(not(solution), path = "../ex09_memory.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch20-capstone/ex09_memory.rs")]
mod exercise;

use std::collections::VecDeque;
use std::io::{self, Cursor, ErrorKind, Read, Write};
use std::sync::{Arc, Mutex};

use exercise::{Delivered, MAX_MESSAGE, Mailbox, Place, Seat, tuned};
use tokio_tungstenite::tungstenite::error::CapacityError;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketContext};
use tokio_tungstenite::tungstenite::{Error, Message};

/// A mailbox of numbers.
#[derive(Clone, Default)]
struct Mail(Arc<Mutex<Letters>>);

#[derive(Default)]
struct Letters {
    rest: Option<u32>,
    whole: VecDeque<u32>,
    /// So many and no more, if it is not 0. Then the oldest is dropped.
    most: usize,
}

impl Mailbox for Mail {
    type Message = u32;

    fn put(&self, message: u32) {
        let mut letters = self.0.lock().unwrap();
        letters.whole.push_back(message);
        if letters.whole.len() == letters.most + 1 && letters.most > 0 {
            letters.whole.pop_front();
        }
    }

    fn put_rest(&self, rest: u32) {
        self.0.lock().unwrap().rest = Some(rest);
    }

    fn is_empty(&self) -> bool {
        let letters = self.0.lock().unwrap();
        letters.rest.is_none() && letters.whole.is_empty()
    }
}

impl Mail {
    fn with_room(most: usize) -> Self {
        let mail = Self::default();
        mail.0.lock().unwrap().most = most;
        mail
    }

    fn all(&self) -> Vec<u32> {
        let mut letters = self.0.lock().unwrap();
        let rest = letters.rest.take();
        rest.into_iter().chain(letters.whole.drain(..)).collect()
    }
}

/// A socket that takes so many messages and no more.
#[derive(Debug, PartialEq, Eq)]
struct Socket {
    written: Vec<u32>,
    room: usize,
}

impl Socket {
    fn with_room(room: usize) -> Self {
        Self {
            written: Vec::new(),
            room,
        }
    }

    /// What is not written is ten times the message: the rest of it.
    fn write(&mut self, message: u32) -> Result<(), u32> {
        if self.written.len() == self.room {
            return Err(message * 10);
        }
        self.written.push(message);
        Ok(())
    }
}

fn deliver(seat: &Seat<Socket, Mail>, message: u32, mail: &Mail) -> Delivered<Socket> {
    seat.deliver(message, Socket::write, || mail.clone())
}

fn written(seat: &Seat<Socket, Mail>) -> Option<Vec<u32>> {
    seat.look(|place| match place {
        Place::Parked(socket) => Some(socket.written.clone()),
        Place::Talking(_) => None,
    })
}

/// A message for a parked connection is written.
#[support::test]
fn a_parked_connection_is_written() {
    let seat = Seat::parked(Socket::with_room(2));
    let mail = Mail::default();
    assert_eq!(deliver(&seat, 1, &mail), Delivered::Written);
    assert_eq!(deliver(&seat, 2, &mail), Delivered::Written);
    assert_eq!(
        written(&seat),
        Some(vec![1, 2]),
        "there was room in the socket, so the connection stays parked"
    );
    assert_eq!(mail.all(), [], "nobody opened a mailbox");
}

/// A message for a talking connection is in its mailbox.
#[support::test]
fn a_talking_connection_has_it_in_its_mailbox() {
    let mail = Mail::default();
    let seat = Seat::talking(mail.clone());
    let other = Mail::default();
    assert_eq!(deliver(&seat, 1, &other), Delivered::Queued);
    assert_eq!(deliver(&seat, 2, &other), Delivered::Queued);
    assert_eq!(mail.all(), [1, 2], "in the order of the calls");
    assert_eq!(other.all(), [], "it has a mailbox already");
}

/// What the socket did not take is the first message in a mailbox, and the socket is there for a task.
#[support::test]
fn what_the_socket_did_not_take_comes_first() {
    let seat = Seat::parked(Socket::with_room(1));
    let mail = Mail::default();
    assert_eq!(deliver(&seat, 1, &mail), Delivered::Written);
    let socket = match deliver(&seat, 2, &mail) {
        Delivered::Blocked(socket) => socket,
        other => panic!("the socket had no room for 2, and nobody was told: {other:?}"),
    };
    assert_eq!(socket.written, [1], "the socket as it was");
    assert_eq!(deliver(&seat, 3, &mail), Delivered::Queued);
    assert_eq!(
        mail.all(),
        [20, 3],
        "20 is the rest of 2. A frame of which the peer has half has to be ended before another one begins"
    );
}

/// What the socket did not take is not dropped for what comes later, as a whole message may be.
#[support::test]
fn the_rest_of_a_message_is_not_dropped() {
    let seat = Seat::parked(Socket::with_room(0));
    let mail = Mail::with_room(2);
    let blocked = matches!(deliver(&seat, 1, &mail), Delivered::Blocked(_));
    assert!(blocked, "the socket has no room");
    for message in 2..=5 {
        deliver(&seat, message, &mail);
    }
    assert_eq!(
        mail.all(),
        [10, 4, 5],
        "10 is the rest of 1, and the mailbox has room for two messages, so the oldest are dropped. If the rest is, \
         the peer takes the next frame for it"
    );
}

/// The socket is given to one task, and its mailbox stays that of this task.
#[support::test]
fn the_socket_is_given_once() {
    let seat = Seat::parked(Socket::with_room(1));
    let (mail, other) = (Mail::default(), Mail::default());
    let socket = seat.unpark(mail.clone());
    assert_eq!(socket, Some(Socket::with_room(1)), "it was parked");
    assert_eq!(
        seat.unpark(other.clone()),
        None,
        "the first task has the socket"
    );
    assert_eq!(deliver(&seat, 1, &other), Delivered::Queued);
    assert_eq!(
        (mail.all(), other.all()),
        (vec![1], vec![]),
        "the task that has the socket reads the first mailbox; a message in the second one is lost"
    );
}

/// A connection with something in its mailbox is not parked: its task gets the socket back.
#[support::test]
fn with_mail_it_is_not_parked() {
    let mail = Mail::default();
    let seat = Seat::talking(mail.clone());
    deliver(&seat, 1, &mail);
    let refused = seat.park(Socket::with_room(1)).map(|_| "the mailbox");
    assert_eq!(
        refused,
        Err(Socket::with_room(1)),
        "1 is in the mailbox: it would never be written, or behind what comes next"
    );
    assert_eq!(
        deliver(&seat, 2, &mail),
        Delivered::Queued,
        "it talks still"
    );
    assert_eq!(mail.all(), [1, 2]);
    let parked = seat.park(Socket::with_room(1)).map(|it| it.all());
    assert_eq!(parked, Ok(vec![]), "there is nothing left");
    assert_eq!(deliver(&seat, 3, &mail), Delivered::Written);
}

/// A parked connection is its socket, a lock, and nothing on the heap, however often it has talked.
#[support::test]
fn a_parked_connection_has_nothing_on_the_heap() {
    assert!(
        size_of::<Seat<u32, Arc<()>>>() <= 24,
        "a descriptor or a pointer, and a lock"
    );
    let (seat, made) = support::alloc::measure(|| Seat::parked(Socket::with_room(0)));
    assert_eq!(made.blocks, 0, "blocks for a seat that is parked");
    let ((), talked) = support::alloc::measure(|| {
        for _ in 0..100 {
            let socket = seat.unpark(Mail::default()).expect("it is parked");
            seat.park(socket).map(|_| ()).expect("there is no mail");
        }
    });
    assert_eq!(
        talked.kept_bytes, 0,
        "bytes that are left of 100 mailboxes that nobody needs any more"
    );
}

/// Bytes that come from a peer which takes none.
struct Deaf(Cursor<Vec<u8>>);

impl Read for Deaf {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(ErrorKind::WouldBlock.into()),
            length => Ok(length),
        }
    }
}

impl Write for Deaf {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(ErrorKind::WouldBlock.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A client's frame with this much of nothing, under a mask of zeros.
fn frame(length: usize) -> Vec<u8> {
    let mut frame = vec![0x82, 0xFF];
    frame.extend_from_slice(&(length as u64).to_be_bytes());
    frame.extend_from_slice(&[0; 4]);
    frame.resize(frame.len() + length, 0);
    frame
}

/// What tungstenite holds for a silent connection is 4 KiB at most.
#[support::test]
fn a_silent_connection_has_small_buffers() {
    let (_context, made) =
        support::alloc::measure(|| WebSocketContext::new(Role::Server, Some(tuned())));
    assert!(
        made.kept_bytes <= 4 << 10,
        "{} bytes for a connection that nobody has said anything on; 10,000 of them have {} MB",
        made.kept_bytes,
        made.kept_bytes / 100
    );
}

/// A message of `MAX_MESSAGE` bytes is taken, one byte more is refused by its header alone.
#[support::test]
fn a_message_has_a_limit() {
    let mut context = WebSocketContext::new(Role::Server, Some(tuned()));
    let mut peer = Deaf(Cursor::new(frame(MAX_MESSAGE)));
    let read = context.read(&mut peer).map(|it| it.len());
    assert_eq!(read.ok(), Some(MAX_MESSAGE), "that is not too long");

    let mut context = WebSocketContext::new(Role::Server, Some(tuned()));
    let mut begun = frame(MAX_MESSAGE + 1);
    begun.truncate(20);
    let read = context.read(&mut Deaf(Cursor::new(begun)));
    let refused = matches!(
        read,
        Err(Error::Capacity(CapacityError::MessageTooLong { .. }))
    );
    assert!(
        refused,
        "a frame of {} bytes was announced, and that is one too many. Waited for, it takes memory: {read:?}",
        MAX_MESSAGE + 1
    );
}

/// What a peer does not read is bounded, and there is room for one message.
#[support::test]
fn a_peer_that_does_not_read_has_a_limit() {
    let mut context = WebSocketContext::new(Role::Server, Some(tuned()));
    let mut peer = Deaf(Cursor::new(Vec::new()));
    let message = Message::binary(vec![0; MAX_MESSAGE]);
    let mut taken = 0;
    let (refused, written) = support::alloc::measure(|| {
        (0..8).find_map(|_| match context.write(&mut peer, message.clone()) {
            Err(Error::WriteBufferFull(_)) => Some(()),
            Err(Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => {
                taken += 1;
                None
            }
            other => panic!("a message for a peer that does not read: {other:?}"),
        })
    });
    assert!(
        refused.is_some(),
        "{taken} messages of 1 MiB wait for a peer that reads none, and there is no end to it"
    );
    assert!(taken > 0, "there is no room for one message of MAX_MESSAGE");
    assert!(
        taken <= 3,
        "{taken} MiB wait, {} bytes in all",
        written.kept_bytes
    );
}

/// Three send while a task talks and parks, again and again: each message arrives once.
#[support::test]
fn under_load_each_message_arrives_once() {
    const EACH: u32 = 300;
    let mail = Mail::default();
    let seat = Seat::parked(Socket::with_room(usize::MAX));
    let written = thread::scope(|scope| {
        let (seat, mail) = (&seat, &mail);
        let senders = [0, EACH, 2 * EACH].map(|first| {
            scope.spawn(move || {
                for message in first..first + EACH {
                    deliver(seat, message, mail);
                }
            })
        });
        while senders.iter().any(|it| !it.is_finished()) {
            let mut socket = seat
                .unpark(mail.clone())
                .expect("this thread has parked it");
            loop {
                socket.written.extend(mail.all());
                match seat.park(socket) {
                    Ok(_) => break,
                    Err(busy) => socket = busy,
                }
            }
            thread::yield_now();
        }
        written(seat).expect("it is parked")
    });
    for sender in 0..3 {
        let of_one: Vec<u32> = written
            .iter()
            .copied()
            .filter(|it| it / EACH == sender)
            .collect();
        assert!(
            of_one
                .iter()
                .copied()
                .eq(sender * EACH..(sender + 1) * EACH),
            "{EACH} messages of one sender, and {} arrived, or in another order",
            of_one.len()
        );
    }
}
