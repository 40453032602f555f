//! A lobby lets in whom it may, and forgets whom it refused.

use std::sync;

#[cfg_attr(not(solution), path = "../ex05_check_then_act.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch10-race-detector/ex05_check_then_act.rs"
)]
mod exercise;

use std::cell::Cell;
use std::thread;

use exercise::{Lobby, Refused};
use support::unwind::{catch, panic_on_purpose};

/// Guests are let in while there are seats.
#[support::test]
fn guests_are_let_in_while_there_are_seats() {
    let lobby = Lobby::new(2);
    assert_eq!(lobby.enter("ann", || true), Ok(()));
    assert_eq!(lobby.enter("bob", || true), Ok(()));
    assert_eq!(lobby.enter("cid", || true), Err(Refused::Full));
    assert_eq!(lobby.guests(), ["ann", "bob"]);
    assert!(lobby.is_in("bob") && !lobby.is_in("cid"));
    assert!(lobby.leave("ann"), "she was in");
    assert!(!lobby.leave("ann"), "she has left");
    assert_eq!(lobby.enter("cid", || true), Ok(()), "her seat is free");
    assert_eq!(lobby.guests(), ["bob", "cid"]);
}

/// A name is used by one guest at a time.
#[support::test]
fn a_name_is_used_once() {
    let lobby = Lobby::new(2);
    assert_eq!(lobby.enter("ann", || true), Ok(()));
    assert_eq!(lobby.enter("ann", || true), Err(Refused::NameTaken));
    assert!(lobby.leave("ann"));
    assert_eq!(lobby.enter("ann", || true), Ok(()));
}

/// Who is refused anyway keeps the ticket.
#[support::test]
fn no_ticket_is_spent_in_vain() {
    let lobby = Lobby::new(1);
    assert_eq!(lobby.enter("ann", || true), Ok(()));
    let spent = Cell::new(false);
    let redeem = || {
        spent.set(true);
        true
    };
    assert_eq!(lobby.enter("ann", redeem), Err(Refused::NameTaken));
    assert_eq!(lobby.enter("bob", redeem), Err(Refused::Full));
    assert!(
        !spent.get(),
        "a ticket was redeemed for somebody who is refused"
    );
}

/// A guest with a bad ticket leaves no trace.
#[support::test]
fn a_bad_ticket_leaves_no_trace() {
    let lobby = Lobby::new(1);
    assert_eq!(lobby.enter("ann", || false), Err(Refused::BadTicket));
    assert_eq!(lobby.guests(), [""; 0]);
    assert!(!lobby.leave("ann"));
    assert_eq!(
        lobby.enter("ann", || true),
        Ok(()),
        "the seat and the name are free"
    );
}

/// Nor does one whose ticket made `redeem` panic.
#[support::test]
fn a_panic_leaves_no_trace() {
    let lobby = Lobby::new(1);
    assert_eq!(catch(|| lobby.enter("ann", || panic_on_purpose())), None);
    assert_eq!(lobby.guests(), [""; 0]);
    assert_eq!(
        lobby.enter("ann", || true),
        Ok(()),
        "the seat and the name are free"
    );
}

/// While a ticket is redeemed, others come and go.
#[support::test]
fn others_come_and_go_meanwhile() {
    let lobby = Lobby::new(3);
    assert_eq!(lobby.enter("ann", || true), Ok(()));
    let entered = lobby.enter("bob", || {
        assert!(!lobby.is_in("bob"), "his ticket has not been redeemed yet");
        assert!(!lobby.leave("bob"), "who is not in cannot leave");
        assert_eq!(lobby.enter("cid", || true), Ok(()));
        assert!(lobby.leave("ann"));
        lobby.guests() == ["cid"]
    });
    assert_eq!(entered, Ok(()), "only Cid is in while Bob waits");
    assert_eq!(lobby.guests(), ["cid", "bob"]);
}

/// Two at the door at the same time, as chance will have it.
#[support::test]
fn two_at_the_door() {
    let lobby = Lobby::new(1);
    let [ann, bob] = thread::scope(|scope| {
        ["ann", "bob"]
            .map(|name| scope.spawn(|| lobby.enter(name, || true)))
            .map(|thread| thread.join().unwrap())
    });
    assert!(
        ann.is_ok() != bob.is_ok(),
        "there is one seat: ann {ann:?}, bob {bob:?}"
    );
}
