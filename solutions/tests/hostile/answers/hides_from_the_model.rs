//! Tries: to share what the model does not see, and race for it.
//! Answers: ch08-mutexes/ex01_counter
//! Scores: 0

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

pub struct Account {
    balance: AtomicU64,
}

impl Account {
    pub fn new(balance: u64) -> Self {
        Self { balance: AtomicU64::new(balance) }
    }

    pub fn balance(&self) -> u64 {
        self.balance.load(Relaxed)
    }

    pub fn deposit(&self, amount: u64) -> u64 {
        let after = self.balance() + amount;
        self.balance.store(after, Relaxed);
        after
    }

    pub fn withdraw(&self, amount: u64) -> Option<u64> {
        let after = self.balance().checked_sub(amount)?;
        self.balance.store(after, Relaxed);
        Some(after)
    }
}
