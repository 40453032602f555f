//! What is paid in is there, what is paid out is gone, and no more than there was.

use std::{sync, thread};

#[cfg_attr(not(solution), path = "../ex01_counter.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch08-mutexes/ex01_counter.rs")]
mod exercise;

use exercise::Account;

/// What is paid in is in the account.
#[support::test]
fn a_deposit_is_in_the_account() {
    let account = Account::new(100);
    assert_eq!(account.deposit(20), 120, "100 and 20 are in the account");
    assert_eq!(account.deposit(5), 125, "and 5 more");
    assert_eq!(account.balance(), 125);
}

/// What is paid out is gone, to the last coin.
#[support::test]
fn a_withdrawal_is_gone() {
    let account = Account::new(100);
    assert_eq!(account.withdraw(30), Some(70));
    assert_eq!(account.withdraw(70), Some(0), "the last coin can be had");
    assert_eq!(account.balance(), 0);
}

/// Nobody gets more than there is, and who asks for more changes nothing.
#[support::test]
fn who_asks_for_too_much_gets_nothing() {
    let account = Account::new(100);
    assert_eq!(account.withdraw(101), None, "there are only 100");
    assert_eq!(account.balance(), 100, "a refusal must change nothing");
}

/// Two threads pay in, and both amounts are there. (A plain run tries one interleaving of many.)
#[support::test]
fn two_threads_pay_in() {
    let account = Account::new(0);
    thread::scope(|scope| {
        scope.spawn(|| account.deposit(1));
        scope.spawn(|| account.deposit(10));
    });
    assert_eq!(account.balance(), 11, "both deposits are in the account");
}
