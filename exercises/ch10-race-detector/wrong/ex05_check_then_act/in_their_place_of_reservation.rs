//! Mistake: guests and reservations are in one list with a mark, so that who reserved first stands first, though let in last.
//! Rejected by: others_come_and_go_meanwhile

use super::sync::Mutex;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    Full,
    NameTaken,
    BadTicket,
}

pub struct Lobby {
    seats: usize,
    taken: Mutex<Vec<(String, bool)>>,
}

struct Reservation<'a> {
    lobby: &'a Lobby,
    name: &'a str,
    confirmed: bool,
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        if !self.confirmed {
            let mut taken = self.lobby.taken.lock().unwrap();
            taken.retain(|(name, is_in)| *is_in || name != self.name);
        }
    }
}

impl Lobby {
    pub fn new(seats: usize) -> Self {
        Self {
            seats,
            taken: Mutex::new(Vec::new()),
        }
    }

    pub fn enter(&self, name: &str, redeem: impl FnOnce() -> bool) -> Result<(), Refused> {
        let mut taken = self.taken.lock().unwrap();
        if taken.iter().any(|(other, _)| other == name) {
            return Err(Refused::NameTaken);
        }
        if taken.len() >= self.seats {
            return Err(Refused::Full);
        }
        taken.push((name.to_owned(), false));
        drop(taken);
        let mut reservation = Reservation {
            lobby: self,
            name,
            confirmed: false,
        };
        if !redeem() {
            return Err(Refused::BadTicket);
        }
        reservation.confirmed = true;
        let mut taken = self.taken.lock().unwrap();
        for place in taken.iter_mut().filter(|(other, _)| other == name) {
            place.1 = true;
        }
        Ok(())
    }

    pub fn leave(&self, name: &str) -> bool {
        let mut taken = self.taken.lock().unwrap();
        let before = taken.len();
        taken.retain(|(guest, is_in)| !is_in || guest != name);
        taken.len() < before
    }

    pub fn is_in(&self, name: &str) -> bool {
        let taken = self.taken.lock().unwrap();
        taken.iter().any(|(guest, is_in)| *is_in && guest == name)
    }

    pub fn guests(&self) -> Vec<String> {
        let taken = self.taken.lock().unwrap();
        let guests = taken.iter().filter(|(_, is_in)| *is_in);
        guests.map(|(name, _)| name.clone()).collect()
    }
}
