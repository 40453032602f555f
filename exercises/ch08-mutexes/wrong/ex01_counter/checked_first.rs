//! Mistake: whether there is enough is asked under one guard, and acted upon under another.
//! Rejected by: nobody_is_paid_twice

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

    pub fn deposit(&self, amount: u64) -> u64 {
        let mut balance = self.balance.lock().unwrap();
        *balance += amount;
        *balance
    }

    pub fn withdraw(&self, amount: u64) -> Option<u64> {
        if self.balance() < amount {
            return None;
        }
        let mut balance = self.balance.lock().unwrap();
        *balance = balance.saturating_sub(amount);
        Some(*balance)
    }
}
