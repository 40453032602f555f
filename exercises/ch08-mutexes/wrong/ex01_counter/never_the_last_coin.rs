//! Mistake: one coin too careful: who asks for everything is refused.
//! Rejected by: a_withdrawal_is_gone

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
        let mut balance = self.balance.lock().unwrap();
        if *balance > amount {
            *balance -= amount;
            return Some(*balance);
        }
        None
    }
}
