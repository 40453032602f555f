//! Mistake: the guard is dropped before the balance is read for the answer.
//! Rejected by: a_deposit_returns_its_own_balance

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
        *self.balance.lock().unwrap() += amount;
        self.balance()
    }

    pub fn withdraw(&self, amount: u64) -> Option<u64> {
        let mut balance = self.balance.lock().unwrap();
        *balance = balance.checked_sub(amount)?;
        Some(*balance)
    }
}
