//! Transfers between accounts with a lock each. This version comes to a standstill sooner or later;
//! and who counts the money while it is under way misses some. Mend both.

use super::sync::Mutex;

/// An account, told from others by its number.
pub struct Account {
    number: u32,
    balance: Mutex<u64>,
}

impl Account {
    pub fn new(number: u32, balance: u64) -> Self {
        Self {
            number,
            balance: Mutex::new(balance),
        }
    }

    pub fn balance(&self) -> u64 {
        *self.balance.lock().unwrap()
    }
}

/// Moves `amount` from one account to another, and says whether it did: not if there is less than
/// that. From an account to itself nothing moves, but the answer is the same.
pub fn transfer(from: &Account, to: &Account, amount: u64) -> bool {
    let mut source = from.balance.lock().unwrap();
    let mut target = to.balance.lock().unwrap();
    if *source < amount {
        return false;
    }
    *source -= amount;
    *target += amount;
    true
}

/// What is in two different accounts together, at one moment: no money is missing because it is
/// under way.
pub fn total(one: &Account, other: &Account) -> u64 {
    one.balance() + other.balance()
}
