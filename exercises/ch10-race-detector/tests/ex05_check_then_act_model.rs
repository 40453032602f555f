//! In every interleaving, a seat and a name are given once.

use support::{sync, thread};

#[cfg_attr(not(solution), path = "../ex05_check_then_act.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch10-race-detector/ex05_check_then_act.rs"
)]
mod exercise;

use exercise::{Lobby, Refused};
use sync::Arc;
use sync::atomic::{AtomicUsize, Ordering::SeqCst};

/// Both enter at once; what came of it, and how many tickets were redeemed.
fn both_enter(
    lobby: &Arc<Lobby>,
    [one, other]: [&'static str; 2],
) -> ([Result<(), Refused>; 2], usize) {
    let redeemed = Arc::new(AtomicUsize::new(0));
    let redeem = {
        let redeemed = Arc::clone(&redeemed);
        move || {
            redeemed.fetch_add(1, SeqCst);
            true
        }
    };
    let there = thread::spawn({
        let (lobby, redeem) = (Arc::clone(lobby), redeem.clone());
        move || lobby.enter(other, redeem)
    });
    let here = lobby.enter(one, redeem);
    let there = there.join().unwrap();
    ([here, there], redeemed.load(SeqCst))
}

/// Of two guests and one seat, one gets in.
#[support::test]
fn the_last_seat_is_given_once() {
    support::model(|| {
        let lobby = Arc::new(Lobby::new(1));
        let (results, _) = both_enter(&lobby, ["ann", "bob"]);
        let guests = lobby.guests();
        assert_eq!(guests.len(), 1, "there is one seat, and {guests:?} are in");
        assert!(lobby.is_in(&guests[0]), "{} is in", guests[0]);
        let refused = results.iter().find_map(|result| result.err());
        assert_eq!(refused, Some(Refused::Full), "one of the two is refused");
    });
}

/// Of two guests of the same name, one gets in.
#[support::test]
fn a_name_is_given_once() {
    support::model(|| {
        let lobby = Arc::new(Lobby::new(2));
        let (results, _) = both_enter(&lobby, ["ann", "ann"]);
        assert_eq!(lobby.guests(), ["ann"], "the name is one guest's");
        let refused = results.iter().find_map(|result| result.err());
        assert_eq!(
            refused,
            Some(Refused::NameTaken),
            "one of the two is refused"
        );
    });
}

/// Whoever is refused, has not spent a ticket.
#[support::test]
fn a_spent_ticket_is_a_seat() {
    support::model(|| {
        let lobby = Arc::new(Lobby::new(1));
        let (results, redeemed) = both_enter(&lobby, ["ann", "bob"]);
        let entered = results.iter().filter(|result| result.is_ok()).count();
        assert_eq!(
            redeemed, entered,
            "as many tickets are spent as guests get in: {results:?}"
        );
    });
}

/// Of two who show the same guest out, one does.
#[support::test]
fn nobody_leaves_twice() {
    support::model(|| {
        let lobby = Arc::new(Lobby::new(1));
        lobby.enter("ann", || true).unwrap();
        let there = thread::spawn({
            let lobby = Arc::clone(&lobby);
            move || lobby.leave("ann")
        });
        let here = lobby.leave("ann");
        let there = there.join().unwrap();
        assert!(
            here != there,
            "`leave` returned {here} and {there}, and Ann was there once"
        );
    });
}

/// A seat that was reserved in vain can be had by the next one.
#[support::test]
fn a_bad_ticket_gives_its_seat_back() {
    support::model(|| {
        let lobby = Arc::new(Lobby::new(1));
        let there = thread::spawn({
            let lobby = Arc::clone(&lobby);
            move || lobby.enter("ann", || false)
        });
        let here = lobby.enter("bob", || true);
        let there = there.join().unwrap();
        assert!(there.is_err(), "her ticket is bad");
        if here.is_err() {
            assert_eq!(lobby.enter("bob", || true), Ok(()), "nobody is in");
        }
        assert_eq!(lobby.guests(), ["bob"]);
    });
}

/// While a ticket is redeemed, its seat is taken, whoever else had that name before.
#[support::test]
fn a_seat_is_taken_while_its_ticket_is_redeemed() {
    support::model(|| {
        let lobby = Arc::new(Lobby::new(1));
        let there = thread::spawn({
            let lobby = Arc::clone(&lobby);
            move || lobby.enter("ann", || true)
        });
        // If she is in already, she leaves, and another Ann comes.
        if lobby.leave("ann") {
            let entered = lobby.enter("ann", || {
                let bob = lobby.enter("bob", || true);
                assert_eq!(bob, Err(Refused::Full), "the one seat is the second Ann's");
                true
            });
            assert_eq!(entered, Ok(()), "the first Ann has left");
        }
        assert_eq!(there.join().unwrap(), Ok(()), "there was nobody else");
        assert_eq!(lobby.guests(), ["ann"]);
    });
}
