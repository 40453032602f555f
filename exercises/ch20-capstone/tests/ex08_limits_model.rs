//! In every interleaving, there are never more than may be, and room is given to somebody.

#![cfg(unix)]
// The loop that accepts is no matter for a model.
#![allow(dead_code)]

use support::{sync, thread};

#[cfg_attr(not(solution), path = "../ex08_limits.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch20-capstone/ex08_limits.rs")]
mod exercise;

use exercise::Admission;

/// Two ask for the last place: one gets it.
#[support::test]
fn the_last_place_is_given_once() {
    support::model(|| {
        let admission = Admission::new(1);
        let other = admission.clone();
        let other = thread::spawn(move || other.admit());
        let (mine, theirs) = (admission.admit(), other.join().unwrap());
        assert!(
            mine.is_some() != theirs.is_some(),
            "one place, two who ask: I got one: {}, the other got one: {}",
            mine.is_some(),
            theirs.is_some()
        );
    });
}

/// Somebody leaves while another one asks, and then one more: who is refused must not have taken anything
/// away.
#[support::test]
fn room_is_given_to_somebody() {
    support::model(|| {
        let admission = Admission::new(1);
        let leaving = admission.admit();
        let other = admission.clone();
        let other = thread::spawn(move || other.admit());
        drop(leaving);
        let mine = admission.admit();
        let theirs = other.join().unwrap();
        assert!(
            mine.is_some() || theirs.is_some(),
            "the only one left, two asked, and both were refused: did one who was refused count for a moment?"
        );
    });
}

/// Two leave at once: both places are free.
#[support::test]
fn every_place_comes_back() {
    support::model(|| {
        let admission = Admission::new(2);
        let (mine, theirs) = (admission.admit(), admission.admit());
        let other = thread::spawn(move || drop(theirs));
        drop(mine);
        other.join().unwrap();
        assert_eq!(admission.open(), 0, "two were there, and both have left");
    });
}

/// Who is refused is not counted, not even for a moment.
#[support::test]
fn never_more_than_may_be() {
    support::model(|| {
        let admission = Admission::new(1);
        let _mine = admission.admit();
        let other = admission.clone();
        let other = thread::spawn(move || other.admit().is_none());
        assert_eq!(admission.open(), 1, "one is there, and no more may be");
        assert!(other.join().unwrap(), "one place, and two have it");
    });
}
