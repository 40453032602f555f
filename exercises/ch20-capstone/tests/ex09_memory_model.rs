//! In every interleaving of a hand-over with messages, each message arrives once, and in order.

use support::{sync, thread};

// What has nothing to do with the hand-over is tested by the other file.
#[allow(dead_code)]
#[cfg_attr(not(solution), path = "../ex09_memory.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch20-capstone/ex09_memory.rs")]
mod exercise;

use std::collections::VecDeque;

use exercise::{Delivered, Mailbox, Place, Seat};
use sync::{Arc, Mutex};

/// A mailbox of numbers, and a socket that takes as many as there is room for.
#[derive(Clone)]
struct Mail(Arc<Mutex<VecDeque<u32>>>);

impl Mailbox for Mail {
    type Message = u32;

    fn put(&self, message: u32) {
        self.0.lock().unwrap().push_back(message);
    }

    fn put_rest(&self, rest: u32) {
        self.0.lock().unwrap().push_back(rest);
    }

    fn is_empty(&self) -> bool {
        self.0.lock().unwrap().is_empty()
    }
}

impl Mail {
    fn new() -> Self {
        Self(Arc::new(Mutex::new(VecDeque::new())))
    }

    fn all(&self) -> Vec<u32> {
        self.0.lock().unwrap().drain(..).collect()
    }
}

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

    fn write(&mut self, message: u32) -> Result<(), u32> {
        if self.written.len() == self.room {
            return Err(message);
        }
        self.written.push(message);
        Ok(())
    }
}

fn deliver(seat: &Seat<Socket, Mail>, message: u32, mail: &Mail) -> Delivered<Socket> {
    seat.deliver(message, Socket::write, || mail.clone())
}

/// What a task does: writes what is in the mailbox, and parks when there is nothing.
fn talk_and_park(seat: &Seat<Socket, Mail>, mut socket: Socket, mail: &Mail) {
    loop {
        socket.written.extend(mail.all());
        match seat.park(socket) {
            Ok(_) => break,
            Err(busy) => socket = busy,
        }
    }
}

/// All that has arrived at the peer of a connection that is parked.
fn written(seat: &Seat<Socket, Mail>) -> Vec<u32> {
    seat.look(|place| match place {
        Place::Parked(socket) => socket.written.clone(),
        Place::Talking(_) => panic!("its task has parked it, and it is not parked"),
    })
}

/// A message that comes while a task parks is written by the task, or by its sender.
#[support::test]
fn a_message_meets_a_task_that_parks() {
    support::model(|| {
        let mail = Mail::new();
        let seat = Arc::new(Seat::talking(mail.clone()));
        let sending = {
            let (seat, mail) = (Arc::clone(&seat), mail.clone());
            thread::spawn(move || {
                deliver(&seat, 1, &mail);
            })
        };
        talk_and_park(&seat, Socket::with_room(2), &mail);
        sending.join().unwrap();
        assert_eq!(
            (written(&seat), mail.all()),
            (vec![1], vec![]),
            "what was written, and what lies in a mailbox that nobody reads any more"
        );
    });
}

/// Messages that come while a task takes the socket are in order: those before it written, those behind it mail.
#[support::test]
fn messages_meet_a_task_that_begins() {
    support::model(|| {
        let mail = Mail::new();
        let seat = Arc::new(Seat::parked(Socket::with_room(2)));
        let sending = {
            let (seat, mail) = (Arc::clone(&seat), mail.clone());
            thread::spawn(move || {
                deliver(&seat, 1, &mail);
                deliver(&seat, 2, &mail);
            })
        };
        let socket = seat.unpark(mail.clone()).expect("it was parked");
        sending.join().unwrap();
        let mut arrived = socket.written;
        arrived.extend(mail.all());
        assert_eq!(arrived, [1, 2], "written, and then in the mailbox");
    });
}

/// A task that begins and parks while a message comes: it arrives, once.
#[support::test]
fn a_message_meets_a_whole_conversation() {
    support::model(|| {
        let mail = Mail::new();
        let seat = Arc::new(Seat::parked(Socket::with_room(2)));
        let sending = {
            let (seat, mail) = (Arc::clone(&seat), mail.clone());
            thread::spawn(move || {
                deliver(&seat, 1, &mail);
            })
        };
        let socket = seat.unpark(mail.clone()).expect("it was parked");
        talk_and_park(&seat, socket, &mail);
        sending.join().unwrap();
        assert_eq!((written(&seat), mail.all()), (vec![1], vec![]));
    });
}

/// Two send to a socket that takes nothing: one of them starts a task, and its message is the first.
#[support::test]
fn a_blocked_socket_is_given_to_one() {
    support::model(|| {
        let mail = Mail::new();
        let seat = Arc::new(Seat::parked(Socket::with_room(0)));
        let sending = {
            let (seat, mail) = (Arc::clone(&seat), mail.clone());
            thread::spawn(move || matches!(deliver(&seat, 1, &mail), Delivered::Blocked(_)))
        };
        let mine = matches!(deliver(&seat, 2, &mail), Delivered::Blocked(_));
        let theirs = sending.join().unwrap();
        assert!(
            mine != theirs,
            "one of the two has to start a task, not both, and not none"
        );
        let first_and_second = if mine { [2, 1] } else { [1, 2] };
        assert_eq!(
            mail.all(),
            first_and_second,
            "whoever was told to start the task had the socket first; the peer may have half of that message"
        );
    });
}

/// Two would start a task: one of them gets the socket.
#[support::test]
fn the_socket_is_given_to_one() {
    support::model(|| {
        let seat = Arc::new(Seat::parked(Socket::with_room(0)));
        let other = {
            let seat = Arc::clone(&seat);
            thread::spawn(move || seat.unpark(Mail::new()).is_some())
        };
        let mine = seat.unpark(Mail::new()).is_some();
        let theirs = other.join().unwrap();
        assert!(mine != theirs, "there is one socket, and two tasks want it");
    });
}
