//! A transfer moves money, or none of it.

use std::{sync, thread};

#[cfg_attr(not(solution), path = "../ex03_lock_order.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch08-mutexes/ex03_lock_order.rs")]
mod exercise;

use exercise::{Account, total, transfer};

/// The money leaves one account and arrives in the other, in both directions.
#[support::test]
fn a_transfer_moves_money() {
    let (one, two) = (Account::new(1, 100), Account::new(2, 0));
    assert!(transfer(&one, &two, 100), "100 of 100 can be moved");
    assert_eq!((one.balance(), two.balance()), (0, 100));
    assert!(transfer(&two, &one, 30), "and 30 of them back");
    assert_eq!((one.balance(), two.balance()), (30, 70));
}

/// If there is too little, nothing moves.
#[support::test]
fn too_little_moves_nothing() {
    let (one, two) = (Account::new(1, 99), Account::new(2, 0));
    assert!(!transfer(&one, &two, 100), "there are only 99");
    assert_eq!((one.balance(), two.balance()), (99, 0), "nothing has moved");
}

/// An account may pay itself: nothing moves, and the answer is whether the money is there.
#[support::test]
fn an_account_may_pay_itself() {
    let account = Account::new(1, 100);
    assert!(transfer(&account, &account, 100), "the money is there");
    assert!(!transfer(&account, &account, 101), "there is not as much");
    assert_eq!(account.balance(), 100);
}

/// The total is the sum.
#[support::test]
fn the_total_is_the_sum() {
    let (one, two) = (Account::new(1, 40), Account::new(2, 2));
    assert_eq!((total(&one, &two), total(&two, &one)), (42, 42));
}

/// Two transfers in opposite directions. (A plain run tries one interleaving of many.)
#[support::test]
fn two_threads_transfer() {
    let (one, two) = (Account::new(1, 10), Account::new(2, 10));
    thread::scope(|scope| {
        scope.spawn(|| transfer(&one, &two, 3));
        scope.spawn(|| transfer(&two, &one, 5));
    });
    assert_eq!((one.balance(), two.balance()), (12, 8));
}
