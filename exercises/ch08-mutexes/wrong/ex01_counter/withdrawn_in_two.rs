//! Mistake: the new balance is worked out under one guard and written under another.
//! Rejected by: in_and_out_at_the_same_time

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
        let left = self.balance().checked_sub(amount)?;
        *self.balance.lock().unwrap() = left;
        Some(left)
    }
}
