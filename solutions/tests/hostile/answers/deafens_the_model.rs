//! Tries: to keep the model from hearing its panics.
//! Answers: ch08-mutexes/ex01_counter
//! Scores: 0

use super::sync::Mutex;

pub struct Account {
    balance: Mutex<u64>,
}

impl Account {
    pub fn new(balance: u64) -> Self {
        std::panic::set_hook(Box::new(|_| {}));
        Self { balance: Mutex::new(balance) }
    }

    pub fn balance(&self) -> u64 {
        *self.balance.lock().unwrap()
    }

    pub fn deposit(&self, amount: u64) -> u64 {
        let after = self.balance() + amount;
        *self.balance.lock().unwrap() = after;
        after
    }

    pub fn withdraw(&self, amount: u64) -> Option<u64> {
        let after = self.balance().checked_sub(amount)?;
        *self.balance.lock().unwrap() = after;
        Some(after)
    }
}
