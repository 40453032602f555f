//! This account loses money, though every access to its balance is under a lock. Mend it.

use super::sync::Mutex;

/// An account that many threads use at once.
pub struct Account {
    balance: Mutex<u64>,
}

impl Account {
    pub fn new(balance: u64) -> Self {
        Self {
            balance: Mutex::new(balance),
        }
    }

    pub fn balance(&self) -> u64 {
        *self.balance.lock().unwrap()
    }

    fn set(&self, balance: u64) {
        *self.balance.lock().unwrap() = balance;
    }

    /// Pays `amount` in, and returns what is in the account after this deposit.
    pub fn deposit(&self, amount: u64) -> u64 {
        self.set(self.balance() + amount);
        self.balance()
    }

    /// Pays `amount` out, and returns what is left after this withdrawal. If there is less than that,
    /// nothing happens: `None`.
    pub fn withdraw(&self, amount: u64) -> Option<u64> {
        if self.balance() < amount {
            return None;
        }
        self.set(self.balance() - amount);
        Some(self.balance())
    }
}
