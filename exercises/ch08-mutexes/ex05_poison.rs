//! What to do about a lock whose holder panicked: three answers, each right somewhere.

use std::sync::Mutex;

/// Some balances cannot be trusted: somebody panicked while changing them.
#[derive(Debug, PartialEq, Eq)]
pub struct Damaged;

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
        todo!("a poisoned lock is an `Err`")
    }

    /// Runs `change` on the balances, unless they are damaged. If it panics, they may be half
    /// changed: from then on the books are damaged. The panic goes on to the caller.
    pub fn change<T>(&self, change: impl FnOnce(&mut Vec<u64>) -> T) -> Result<T, Damaged> {
        todo!("let the lock poison itself")
    }

    /// As `change`, but all or nothing: if it panics, the balances are what they were before, and the
    /// books are not damaged. The panic goes on to the caller.
    pub fn change_or_nothing<T>(
        &self,
        change: impl FnOnce(&mut Vec<u64>) -> T,
    ) -> Result<T, Damaged> {
        todo!("change a copy, and see to it that the lock is not poisoned")
    }

    /// Puts these balances in the place of what is there. If the books were damaged, they no longer
    /// are.
    pub fn restore(&self, balances: Vec<u64>) {
        todo!("the lock may be poisoned, and must not stay so")
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
        todo!("poisoned or not")
    }

    pub fn count(&self) -> u64 {
        todo!("poisoned or not")
    }
}
