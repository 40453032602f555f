//! Tries: to keep in a thread-local what the threads of a model have in common.
//! Answers: ch08-mutexes/ex01_counter
//! Scores: 0

use std::cell::Cell;

thread_local! {
    static BALANCE: Cell<u64> = const { Cell::new(0) };
}

pub struct Account;

impl Account {
    pub fn new(balance: u64) -> Self {
        BALANCE.set(balance);
        Self
    }

    pub fn balance(&self) -> u64 {
        BALANCE.get()
    }

    pub fn deposit(&self, amount: u64) -> u64 {
        BALANCE.set(BALANCE.get() + amount);
        BALANCE.get()
    }

    pub fn withdraw(&self, amount: u64) -> Option<u64> {
        BALANCE.set(BALANCE.get().checked_sub(amount)?);
        Some(BALANCE.get())
    }
}
