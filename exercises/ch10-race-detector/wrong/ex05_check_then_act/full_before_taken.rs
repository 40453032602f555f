//! Mistake: who shows up under a name that is in is told that it is full.
//! Rejected by: no_ticket_is_spent_in_vain

use super::sync::{Mutex, MutexGuard};

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
    taken: Mutex<Taken>,
}

/// The seats that are not free. No name is in both lists, or twice in one.
struct Taken {
    guests: Vec<String>,
    /// Those whose ticket is being redeemed.
    reserved: Vec<String>,
}

impl Lobby {
    /// A lobby with so many seats, all of them free.
    pub fn new(seats: usize) -> Self {
        Self {
            seats,
            taken: Mutex::new(Taken {
                guests: Vec::new(),
                reserved: Vec::new(),
            }),
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
        let reservation = self.reserve(name)?;
        if !redeem() {
            return Err(Refused::BadTicket);
        }
        reservation.confirm();
        Ok(())
    }

    /// Checks and takes a seat, in one critical section.
    fn reserve<'a>(&'a self, name: &'a str) -> Result<Reservation<'a>, Refused> {
        let mut taken = self.taken();
        let Taken { guests, reserved } = &mut *taken;
        if guests.len() + reserved.len() >= self.seats {
            return Err(Refused::Full);
        }
        if guests.iter().chain(&*reserved).any(|other| other == name) {
            return Err(Refused::NameTaken);
        }
        reserved.push(name.to_owned());
        Ok(Reservation {
            lobby: self,
            name,
            confirmed: false,
        })
    }

    /// Whether `name` was in, and now is not.
    pub fn leave(&self, name: &str) -> bool {
        let guests = &mut self.taken().guests;
        let before = guests.len();
        guests.retain(|guest| guest != name);
        guests.len() < before
    }

    /// Whether `name` is in.
    pub fn is_in(&self, name: &str) -> bool {
        self.taken().guests.iter().any(|guest| guest == name)
    }

    /// Who is in, in the order in which they were let in.
    pub fn guests(&self) -> Vec<String> {
        self.taken().guests.clone()
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap()
    }
}

/// A seat that is given back, unless its guest takes it.
struct Reservation<'a> {
    lobby: &'a Lobby,
    name: &'a str,
    /// Set when the guest is in. The same name may be reserved anew from then on, by another thread,
    /// and that reservation is not ours to give back.
    confirmed: bool,
}

impl Reservation<'_> {
    fn confirm(mut self) {
        self.confirmed = true;
        // Both lists in one critical section: between two, the seat would be free.
        let mut taken = self.lobby.taken();
        taken.reserved.retain(|reserved| reserved != self.name);
        taken.guests.push(self.name.to_owned());
    }
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        if self.confirmed {
            return;
        }
        let reserved = &mut self.lobby.taken().reserved;
        reserved.retain(|reserved| reserved != self.name);
    }
}
