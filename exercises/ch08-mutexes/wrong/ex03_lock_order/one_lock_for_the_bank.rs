//! Mistake: a lock around the whole bank: people who have nothing to do with each other wait. (It is one of std, and the model does not know that it is waited for.)
//! Rejected by: opposite_transfers_both_arrive (times out)

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

static BANK: std::sync::Mutex<()> = std::sync::Mutex::new(());

/// Moves `amount` from one account to another, and says whether it did: not if there is less than
/// that. From an account to itself nothing moves, but the answer is the same.
pub fn transfer(from: &Account, to: &Account, amount: u64) -> bool {
    if from.number == to.number {
        return amount <= from.balance();
    }
    let _bank = BANK.lock().unwrap();
    let mut source = from.balance.lock().unwrap();
    let mut target = to.balance.lock().unwrap();
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
    let _bank = BANK.lock().unwrap();
    let (one, other) = (one.balance.lock().unwrap(), other.balance.lock().unwrap());
    *one + *other
}
