//! Mistake: whoever wants to put the books right dies of what is wrong with them.
//! Rejected by: books_can_be_restored

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};

#[derive(Debug, PartialEq, Eq)]
pub struct Damaged;

impl<T> From<PoisonError<T>> for Damaged {
    fn from(_: PoisonError<T>) -> Self {
        Self
    }
}

pub struct Books {
    balances: Mutex<Vec<u64>>,
}

impl Books {
    pub fn new(balances: Vec<u64>) -> Self {
        Self {
            balances: Mutex::new(balances),
        }
    }

    pub fn total(&self) -> Result<u64, Damaged> {
        Ok(self.balances.lock()?.iter().sum())
    }

    pub fn change<T>(&self, change: impl FnOnce(&mut Vec<u64>) -> T) -> Result<T, Damaged> {
        Ok(change(&mut *self.balances.lock()?))
    }

    pub fn change_or_nothing<T>(
        &self,
        change: impl FnOnce(&mut Vec<u64>) -> T,
    ) -> Result<T, Damaged> {
        let mut balances = self.balances.lock()?;
        let mut changed = balances.clone();
        match catch_unwind(AssertUnwindSafe(|| change(&mut changed))) {
            Ok(result) => {
                *balances = changed;
                Ok(result)
            }
            Err(panic) => {
                drop(balances);
                resume_unwind(panic)
            }
        }
    }

    pub fn restore(&self, balances: Vec<u64>) {
        let mut place = self.balances.lock().unwrap();
        *place = balances;
        self.balances.clear_poison();
    }
}

#[derive(Default)]
pub struct Visitors {
    count: Mutex<u64>,
}

impl Visitors {
    pub fn enter(&self, greet: impl FnOnce(u64)) {
        let mut count = self.lock();
        *count += 1;
        greet(*count);
    }

    pub fn count(&self) -> u64 {
        *self.lock()
    }

    fn lock(&self) -> MutexGuard<'_, u64> {
        self.count.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
