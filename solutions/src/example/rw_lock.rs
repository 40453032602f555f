//! Readers and writers, by counting who is inside.

use super::sync::{Condvar, Mutex};

/// Whoever wants in asks the doorman.
pub struct RwLock {
    doorman: Mutex<Doorman>,
    door: Condvar,
}

/// Below zero there is a writer inside, above zero there are readers.
struct Doorman {
    inside: i32,
    outside: Vec<u32>,
    tickets: u32,
}

#[must_use = "who drops the guard has unlocked"]
pub struct ReadGuard<'a>(&'a RwLock);

#[must_use = "who drops the guard has unlocked"]
pub struct WriteGuard<'a>(&'a RwLock);

impl Doorman {
    fn lets_a_reader_in(&mut self) -> bool {
        let free = self.inside >= 0 && self.outside.is_empty();
        if free {
            self.inside += 1;
        }
        free
    }

    fn queues_a_writer(&mut self) -> u32 {
        let ticket = self.tickets;
        self.tickets = ticket.wrapping_add(1);
        self.outside.push(ticket);
        ticket
    }

    fn lets_a_writer_in(&mut self, ticket: u32) -> bool {
        let free = self.inside == 0 && self.outside.first() == Some(&ticket);
        if free {
            self.inside = -1;
            self.outside.remove(0);
        }
        free
    }

    fn sees_one_leave(&mut self) -> bool {
        self.inside -= self.inside.signum();
        self.inside == 0
    }
}

impl RwLock {
    pub fn new() -> Self {
        let doorman = Doorman {
            inside: 0,
            outside: Vec::new(),
            tickets: 0,
        };
        Self {
            doorman: Mutex::new(doorman),
            door: Condvar::new(),
        }
    }

    pub fn read(&self) -> ReadGuard<'_> {
        let mut doorman = self.doorman.lock().unwrap();
        while !doorman.lets_a_reader_in() {
            doorman = self.door.wait(doorman).unwrap();
        }
        ReadGuard(self)
    }

    pub fn try_read(&self) -> Option<ReadGuard<'_>> {
        let mut doorman = self.doorman.lock().unwrap();
        doorman.lets_a_reader_in().then(|| ReadGuard(self))
    }

    pub fn write(&self) -> WriteGuard<'_> {
        let mut doorman = self.doorman.lock().unwrap();
        let ticket = doorman.queues_a_writer();
        while !doorman.lets_a_writer_in(ticket) {
            doorman = self.door.wait(doorman).unwrap();
        }
        WriteGuard(self)
    }

    fn leave(&self) {
        if self.doorman.lock().unwrap().sees_one_leave() {
            self.door.notify_all();
        }
    }
}

impl Drop for ReadGuard<'_> {
    fn drop(&mut self) {
        self.0.leave();
    }
}

impl Drop for WriteGuard<'_> {
    fn drop(&mut self) {
        self.0.leave();
    }
}
