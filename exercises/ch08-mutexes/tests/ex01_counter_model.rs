//! In every interleaving, an account has what was paid in less what was paid out.

use support::{sync, thread};

#[cfg_attr(not(solution), path = "../ex01_counter.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch08-mutexes/ex01_counter.rs")]
mod exercise;

use exercise::Account;
use sync::Arc;

/// However two deposits overlap, both are in the account.
#[support::test]
fn no_deposit_is_lost() {
    support::model(|| {
        let account = Arc::new(Account::new(0));
        let other = Arc::clone(&account);
        let other = thread::spawn(move || {
            other.deposit(10);
        });
        account.deposit(1);
        other.join().unwrap();
        assert_eq!(
            account.balance(),
            11,
            "1 and 10 were paid in: whose deposit was overwritten?"
        );
    });
}

/// A deposit returns what is in the account after it, not after somebody else's.
#[support::test]
fn a_deposit_returns_its_own_balance() {
    support::model(|| {
        let account = Arc::new(Account::new(0));
        let other = Arc::clone(&account);
        let other = thread::spawn(move || other.deposit(1));
        let mine = account.deposit(1);
        let other = other.join().unwrap();
        assert_eq!(
            (mine.min(other), mine.max(other)),
            (1, 2),
            "one of the two was first, and one was second"
        );
    });
}

/// Two withdrawals cannot both have the same money.
#[support::test]
fn nobody_is_paid_twice() {
    support::model(|| {
        let account = Arc::new(Account::new(100));
        let other = Arc::clone(&account);
        let other = thread::spawn(move || other.withdraw(60));
        let mine = account.withdraw(60);
        let other = other.join().unwrap();
        assert!(
            mine.is_none() || other.is_none(),
            "120 were paid out of 100: {mine:?} and {other:?}"
        );
        assert_eq!(account.balance(), 40, "60 of 100 were paid out");
    });
}

/// A withdrawal returns what is left after it, not after somebody else's.
#[support::test]
fn a_withdrawal_returns_its_own_balance() {
    support::model(|| {
        let account = Arc::new(Account::new(100));
        let other = Arc::clone(&account);
        let other = thread::spawn(move || other.withdraw(50));
        let mine = account.withdraw(50);
        let other = other.join().unwrap();
        assert_eq!(
            (mine.min(other), mine.max(other)),
            (Some(0), Some(50)),
            "of 100, the first who took 50 left 50, and the second 0"
        );
    });
}

/// A withdrawal and a deposit at the same time: both have happened.
#[support::test]
fn in_and_out_at_the_same_time() {
    support::model(|| {
        let account = Arc::new(Account::new(5));
        let other = Arc::clone(&account);
        let other = thread::spawn(move || {
            other.deposit(7);
        });
        let left = account.withdraw(5);
        other.join().unwrap();
        assert!(
            left == Some(0) || left == Some(7),
            "5 of 5 were paid out, before or after 7 were paid in: {left:?}"
        );
        assert_eq!(account.balance(), 7, "5, and 7 in, and 5 out");
    });
}
