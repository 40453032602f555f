//! Mistake: both branches lock the same account first.
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
        let first = one.balance.lock().unwrap();
        (first, other.balance.lock().unwrap())
    }
}

/// Moves `amount` from one account to another, and says whether it did: not if there is less than
/// that. From an account to itself nothing moves, but the answer is the same.
pub fn transfer(from: &Account, to: &Account, amount: u64) -> bool {
    if from.number == to.number {
        return amount <= from.balance();
    }
    let (mut source, mut target) = lock_both(from, to);
    if *source < amount {
        return false;
    }
    *source -= amount;
    *target += amount;
    true
}

/// What is in two different accounts together, at one moment: no money is missing because it is
/// under way.
pub fn total(one: &Account, other: &Account) -> u64 {
    let (one, other) = lock_both(one, other);
    *one + *other
}
