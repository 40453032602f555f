//! Mistake: the balance is read under one guard and written under another.
//! Rejected by: no_deposit_is_lost

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
        let balance = *self.balance.lock().unwrap();
        let balance = balance + amount;
        *self.balance.lock().unwrap() = balance;
        balance
    }

    pub fn withdraw(&self, amount: u64) -> Option<u64> {
        let mut balance = self.balance.lock().unwrap();
        *balance = balance.checked_sub(amount)?;
        Some(*balance)
    }
}
