//! Mistake: the check is repeated after the ticket was redeemed: no seat is given twice, but a ticket is spent in vain.
//! Rejected by: a_spent_ticket_is_a_seat

use super::sync::Mutex;

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
    guests: Mutex<Vec<String>>,
}

impl Lobby {
    /// A lobby with so many seats, all of them free.
    pub fn new(seats: usize) -> Self {
        Self {
            seats,
            guests: Mutex::new(Vec::new()),
        }
    }

    /// Lets `name` in, if there is a seat, nobody else has the name, and `redeem` says that the
    /// ticket is valid.
    ///
    /// - A ticket that is redeemed is spent. So `redeem` is called only for somebody who gets in if
    ///   the ticket is valid.
    /// - `redeem` asks another server. Meanwhile others come and go: no lock is held.
    /// - Who is not let in, leaves no trace, also if `redeem` panics.
    pub fn enter(&self, name: &str, redeem: impl FnOnce() -> bool) -> Result<(), Refused> {
        if self.is_in(name) {
            return Err(Refused::NameTaken);
        }
        if self.guests().len() >= self.seats {
            return Err(Refused::Full);
        }
        if !redeem() {
            return Err(Refused::BadTicket);
        }
        let mut guests = self.guests.lock().unwrap();
        if guests.iter().any(|guest| guest == name) {
            return Err(Refused::NameTaken);
        }
        if guests.len() >= self.seats {
            return Err(Refused::Full);
        }
        guests.push(name.to_owned());
        Ok(())
    }

    /// Whether `name` was in, and now is not.
    pub fn leave(&self, name: &str) -> bool {
        let mut guests = self.guests.lock().unwrap();
        let before = guests.len();
        guests.retain(|guest| guest != name);
        guests.len() < before
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
