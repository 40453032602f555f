//! Mistake: a transfer that finds the second account locked is refused, though the money is there.
//! Rejected by: opposite_transfers_both_arrive

use super::sync::{Mutex, MutexGuard};

/// An account, told from others by its number.
pub struct Account {
    number: u32,
    balance: Mutex<u64>,
}

impl Account {
    pub fn new(number: u32, balance: u64) -> Self {
        Self {
            number,
            balance: Mutex::new(balance),
        }
    }

    pub fn balance(&self) -> u64 {
        *self.balance.lock().unwrap()
    }
}

/// Locks two different accounts, always in the order of their numbers.
fn lock_both<'a>(
    one: &'a Account,
    other: &'a Account,
) -> (MutexGuard<'a, u64>, MutexGuard<'a, u64>) {
    if one.number < other.number {
        let first = one.balance.lock().unwrap();
        (first, other.balance.lock().unwrap())
    } else {
        let first = other.balance.lock().unwrap();
        (one.balance.lock().unwrap(), first)
    }
}

pub fn transfer(from: &Account, to: &Account, amount: u64) -> bool {
    if from.number == to.number {
        return amount <= from.balance();
    }
    let mut source = from.balance.lock().unwrap();
    let Ok(mut target) = to.balance.try_lock() else {
        return false;
    };
    if *source < amount {
        return false;
    }
    *source -= amount;
    *target += amount;
    true
}

pub fn total(one: &Account, other: &Account) -> u64 {
    let (one, other) = lock_both(one, other);
    *one + *other
}
