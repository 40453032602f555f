//! Mistake: `change` puts the balances back as well, and nobody learns that a change was broken off.
//! Rejected by: damaged_books_are_not_added_up

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Some balances cannot be trusted: somebody panicked while changing them.
#[derive(Debug, PartialEq, Eq)]
pub struct Damaged;

impl<T> From<PoisonError<T>> for Damaged {
    fn from(_: PoisonError<T>) -> Self {
        Self
    }
}

/// The balances of a bank. What is in all accounts together never changes.
pub struct Books {
    balances: Mutex<Vec<u64>>,
}

impl Books {
    pub fn new(balances: Vec<u64>) -> Self {
        Self {
            balances: Mutex::new(balances),
        }
    }

    /// What is in all accounts together, unless the books are damaged.
    pub fn total(&self) -> Result<u64, Damaged> {
        Ok(self.balances.lock()?.iter().sum())
    }

    /// Runs `change` on the balances, unless they are damaged. If it panics, they may be half
    /// changed: from then on the books are damaged. The panic goes on to the caller.
    pub fn change<T>(&self, change: impl FnOnce(&mut Vec<u64>) -> T) -> Result<T, Damaged> {
        self.change_or_nothing(change)
    }

    /// As `change`, but all or nothing: if it panics, the balances are what they were before, and the
    /// books are not damaged. The panic goes on to the caller.
    pub fn change_or_nothing<T>(
        &self,
        change: impl FnOnce(&mut Vec<u64>) -> T,
    ) -> Result<T, Damaged> {
        let mut balances = self.balances.lock()?;
        let mut changed = balances.clone();
        // `changed` is not looked at after a panic, so nobody sees what a panic left of it.
        match catch_unwind(AssertUnwindSafe(|| change(&mut changed))) {
            Ok(result) => {
                *balances = changed;
                Ok(result)
            }
            Err(panic) => {
                // Dropped now, while nothing is unwinding, the guard does not poison the lock.
                drop(balances);
                resume_unwind(panic)
            }
        }
    }

    /// Puts these balances in the place of what is there. If the books were damaged, they no longer
    /// are.
    pub fn restore(&self, balances: Vec<u64>) {
        let mut place = self.balances.lock().unwrap_or_else(PoisonError::into_inner);
        *place = balances;
        // Under the guard: nobody must be refused, or let in, between the two.
        self.balances.clear_poison();
    }
}

/// Counts visitors. Whoever panics while counting has counted or not: the number is a number.
#[derive(Default)]
pub struct Visitors {
    count: Mutex<u64>,
}

impl Visitors {
    /// Counts one more, and shows the new count to `greet`, while nobody else may come in. A panic
    /// of `greet` goes on to the caller, and does not keep later visitors out.
    pub fn enter(&self, greet: impl FnOnce(u64)) {
        let mut count = self.lock();
        *count += 1;
        greet(*count);
    }

    pub fn count(&self) -> u64 {
        *self.lock()
    }

    /// Poisoned or not: a panic cannot leave a number half changed.
    fn lock(&self) -> MutexGuard<'_, u64> {
        self.count.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
