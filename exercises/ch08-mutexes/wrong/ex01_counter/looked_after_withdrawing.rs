//! Mistake: what is left is read under a second guard, when it may be what others have left.
//! Rejected by: a_withdrawal_returns_its_own_balance

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

    /// Pays `amount` in, and returns what is in the account after this deposit.
    pub fn deposit(&self, amount: u64) -> u64 {
        let mut balance = self.balance.lock().unwrap();
        *balance += amount;
        *balance
    }

    /// Pays `amount` out, and returns what is left after this withdrawal. If there is less than that,
    /// nothing happens: `None`.
    pub fn withdraw(&self, amount: u64) -> Option<u64> {
        {
            let mut balance = self.balance.lock().unwrap();
            if *balance < amount {
                return None;
            }
            *balance -= amount;
        }
        Some(self.balance())
    }
}
