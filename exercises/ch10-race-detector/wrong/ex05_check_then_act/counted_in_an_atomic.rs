//! Mistake: the seats are counted in an atomic: it is read in one step and increased in another.
//! Rejected by: the_last_seat_is_given_once

use super::sync::Mutex;
use super::sync::atomic::{AtomicUsize, Ordering};

/// Why somebody is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// No seat is free.
    Full,
    /// Somebody of that name is in, or about to be.
    NameTaken,
    /// The ticket is not valid.
    BadTicket,
}

/// Who is in, and how many may be.
pub struct Lobby {
    seats: usize,
    taken: AtomicUsize,
    names: Mutex<Vec<String>>,
    guests: Mutex<Vec<String>>,
}

impl Lobby {
    /// A lobby with so many seats, all of them free.
    pub fn new(seats: usize) -> Self {
        Self {
            seats,
            taken: AtomicUsize::new(0),
            names: Mutex::new(Vec::new()),
            guests: Mutex::new(Vec::new()),
        }
    }

    /// Lets `name` in, if there is a seat, nobody else has the name, and `redeem` says that the
    /// ticket is valid.
    pub fn enter(&self, name: &str, redeem: impl FnOnce() -> bool) -> Result<(), Refused> {
        {
            let mut names = self.names.lock().unwrap();
            if names.iter().any(|other| other == name) {
                return Err(Refused::NameTaken);
            }
            names.push(name.to_owned());
        }
        let mut reservation = Reservation {
            lobby: self,
            name,
            seat: false,
        };
        if self.taken.load(Ordering::SeqCst) >= self.seats {
            return Err(Refused::Full);
        }
        self.taken.fetch_add(1, Ordering::SeqCst);
        reservation.seat = true;
        if !redeem() {
            return Err(Refused::BadTicket);
        }
        std::mem::forget(reservation);
        self.guests.lock().unwrap().push(name.to_owned());
        Ok(())
    }

    /// Whether `name` was in, and now is not.
    pub fn leave(&self, name: &str) -> bool {
        let mut guests = self.guests.lock().unwrap();
        let Some(index) = guests.iter().position(|guest| guest == name) else {
            return false;
        };
        guests.remove(index);
        self.names.lock().unwrap().retain(|other| other != name);
        self.taken.fetch_sub(1, Ordering::SeqCst);
        true
    }

    /// Whether `name` is in.
    pub fn is_in(&self, name: &str) -> bool {
        self.guests
            .lock()
            .unwrap()
            .iter()
            .any(|guest| guest == name)
    }

    /// Who is in, in the order in which they were let in.
    pub fn guests(&self) -> Vec<String> {
        self.guests.lock().unwrap().clone()
    }
}

struct Reservation<'a> {
    lobby: &'a Lobby,
    name: &'a str,
    seat: bool,
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        if self.seat {
            self.lobby.taken.fetch_sub(1, Ordering::SeqCst);
        }
        let mut names = self.lobby.names.lock().unwrap();
        names.retain(|other| other != self.name);
    }
}
