//! Both accounts are held as one thing, in which their order is settled once.

use super::sync::{Mutex, MutexGuard};

/// An account, told from others by its number.
pub struct Account {
    number: u32,
    balance: Mutex<u64>,
}

/// Two accounts that nobody else looks at.
struct Both<'a> {
    lower: MutexGuard<'a, u64>,
    higher: MutexGuard<'a, u64>,
    turned: bool,
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

impl<'a> Both<'a> {
    fn hold(left: &'a Account, right: &'a Account) -> Self {
        let turned = left.number > right.number;
        let mut ordered = [left, right];
        if turned {
            ordered.reverse();
        }
        let [lower, higher] = ordered.map(|account| account.balance.lock().unwrap());
        Self {
            lower,
            higher,
            turned,
        }
    }

    fn shift(&mut self, amount: u64) -> bool {
        let mut pair = [&mut *self.lower, &mut *self.higher];
        if self.turned {
            pair.reverse();
        }
        let [giver, taker] = pair;
        let Some(rest) = giver.checked_sub(amount) else {
            return false;
        };
        *giver = rest;
        *taker = taker.saturating_add(amount);
        true
    }

    fn sum(&self) -> u64 {
        [&self.lower, &self.higher].iter().map(|it| ***it).sum()
    }
}

pub fn transfer(from: &Account, to: &Account, amount: u64) -> bool {
    if from.number == to.number {
        return from.balance() >= amount;
    }
    Both::hold(from, to).shift(amount)
}

pub fn total(one: &Account, other: &Account) -> u64 {
    Both::hold(one, other).sum()
}
