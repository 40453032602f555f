//! In every interleaving, transfers come to an end, and no money is lost or made.

use support::{sync, thread};

#[cfg_attr(not(solution), path = "../ex03_lock_order.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch08-mutexes/ex03_lock_order.rs")]
mod exercise;

use exercise::{Account, total, transfer};
use sync::Arc;

type Accounts = Arc<(Account, Account)>;

fn accounts(one: u64, two: u64) -> (Accounts, Accounts) {
    let accounts = Arc::new((Account::new(1, one), Account::new(2, two)));
    (Arc::clone(&accounts), accounts)
}

/// Two transfers in opposite directions both come to an end, and both have happened.
#[support::test]
fn opposite_transfers_both_arrive() {
    support::model(|| {
        let (mine, other) = accounts(10, 10);
        let there = thread::spawn(move || transfer(&other.0, &other.1, 3));
        let back = transfer(&mine.1, &mine.0, 5);
        let there = there.join().unwrap();
        assert!(there && back, "the money was there, both times");
        assert_eq!(
            (mine.0.balance(), mine.1.balance()),
            (12, 8),
            "3 went there, and 5 came back"
        );
    });
}

/// The same money cannot be moved twice.
#[support::test]
fn the_same_money_moves_once() {
    support::model(|| {
        let (mine, other) = accounts(10, 0);
        let first = thread::spawn(move || transfer(&other.0, &other.1, 10));
        let second = transfer(&mine.0, &mine.1, 10);
        let first = first.join().unwrap();
        assert!(
            first != second,
            "10 of 10 were moved {}",
            if first { "twice" } else { "by neither" }
        );
        assert_eq!((mine.0.balance(), mine.1.balance()), (0, 10));
    });
}

/// Whoever counts while a transfer is going on finds all of the money.
#[support::test]
fn no_money_is_under_way() {
    support::model(|| {
        let (mine, other) = accounts(10, 0);
        let moving = thread::spawn(move || transfer(&other.0, &other.1, 10));
        let counted = total(&mine.0, &mine.1);
        assert_eq!(
            counted, 10,
            "the bank has 10, wherever they are: was it counted between two locks?"
        );
        assert!(moving.join().unwrap(), "the money was there");
    });
}

/// Whoever counts stops nobody for ever, in whatever order the accounts are given.
#[support::test]
fn counting_stops_nobody() {
    support::model(|| {
        let (mine, other) = accounts(10, 0);
        let moving = thread::spawn(move || transfer(&other.0, &other.1, 10));
        assert_eq!(total(&mine.1, &mine.0), 10, "the bank has 10");
        assert!(moving.join().unwrap(), "the money was there");
    });
}
