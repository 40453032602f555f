//! In every interleaving, an id finds the one it was given to, or nobody.

use support::{sync, thread};

#[cfg_attr(not(solution), path = "../ex04_registry.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch20-capstone/ex04_registry.rs")]
mod exercise;

use exercise::{Id, Registry};
use support::model::Model;
use sync::Arc;

/// What the registry has under `id`.
fn at(registry: &Registry<&'static str>, id: Id) -> Option<&'static str> {
    registry.with(id, |it| *it)
}

/// Two who join at the same time get two ids, and two slots.
#[support::test]
fn two_who_join_get_two_ids() {
    support::model(|| {
        let registry = Arc::new(Registry::new());
        let other = Arc::clone(&registry);
        let joining = thread::spawn(move || other.join("alice"));
        let bob = registry.join("bob");
        let alice = joining.join().unwrap();
        assert_ne!(alice, bob, "two who joined got the same id");
        assert_eq!(
            (at(&registry, alice), at(&registry, bob)),
            (Some("alice"), Some("bob")),
            "alice and bob have joined, and none has left"
        );
        assert_eq!(registry.len(), 2, "two have joined");
    });
}

/// Two who take the same one out at the same time: one gets it, and its slot is free once.
#[support::test]
fn one_of_two_takes_it_out() {
    support::model(|| {
        let registry = Arc::new(Registry::new());
        let alice = registry.join("alice");
        let other = Arc::clone(&registry);
        let leaving = thread::spawn(move || other.leave(alice));
        let taken = [registry.leave(alice), leaving.join().unwrap()];
        assert_eq!(
            taken.iter().flatten().count(),
            1,
            "two called `leave` for alice, and got {taken:?}: one of them has her, the other none"
        );
        assert_eq!(registry.len(), 0, "alice was the only one");
        let [bob, eve] = ["bob", "eve"].map(|it| registry.join(it));
        assert_eq!(
            (at(&registry, bob), at(&registry, eve)),
            (Some("bob"), Some("eve")),
            "alice's slot became free twice, so two were put into it"
        );
    });
}

/// A message for one who leaves meanwhile comes to her, or to nobody, and not to the one who takes her slot.
#[support::test]
fn a_late_message_finds_no_newcomer() {
    support::model(|| {
        let registry = Arc::new(Registry::new());
        let alice = registry.join("alice");
        let other = Arc::clone(&registry);
        let changing = thread::spawn(move || {
            other.leave(alice);
            other.join("bob")
        });
        // Whoever sends the message has kept a number.
        let found = at(&registry, Id::from_u64(alice.to_u64()));
        assert_ne!(
            found,
            Some("bob"),
            "a message for alice was handed to the one who has her slot now"
        );
        let bob = changing.join().unwrap();
        assert_eq!(at(&registry, bob), Some("bob"), "bob has not left");
    });
}

/// Who joins while another one leaves has an id and a place that are not the other one's.
#[support::test]
fn who_joins_while_another_leaves_is_found() {
    support::model(|| {
        let registry = Arc::new(Registry::new());
        let alice = registry.join("alice");
        let other = Arc::clone(&registry);
        let leaving = thread::spawn(move || other.leave(alice));
        let bob = registry.join("bob");
        assert_ne!(
            bob, alice,
            "bob got the id that alice had: her slot was free before her id was void"
        );
        assert_eq!(leaving.join().unwrap(), Some("alice"), "alice left, once");
        assert_eq!(
            at(&registry, bob),
            Some("bob"),
            "bob has joined, and nobody but alice has left"
        );
        assert_eq!(registry.len(), 1, "alice left, and bob is there");
    });
}

/// A message for one, the end of that one, and a newcomer, all at the same time: each has its own.
#[support::test]
fn three_at_once_have_each_their_own() {
    Model::new().preemptions(3).check(|| {
        let registry = Arc::new(Registry::new());
        let alice = registry.join("alice");
        let [leaving, joining] = [(); 2].map(|()| Arc::clone(&registry));
        let leaving = thread::spawn(move || leaving.leave(alice));
        let joining = thread::spawn(move || joining.join("bob"));
        let found = at(&registry, alice);
        assert_ne!(
            found,
            Some("bob"),
            "a message for alice was handed to the one who has her slot now"
        );
        assert_eq!(leaving.join().unwrap(), Some("alice"), "alice left, once");
        let bob = joining.join().unwrap();
        assert_eq!(at(&registry, bob), Some("bob"), "bob has not left");
        assert_eq!(registry.ids(), [bob], "alice left, and bob is there");
    });
}

/// Two work on the same one at the same time: both find it, one after the other.
#[support::test]
fn two_work_on_the_same_one() {
    support::model(|| {
        let registry = Arc::new(Registry::new());
        let id = registry.join(0);
        let other = Arc::clone(&registry);
        let working = thread::spawn(move || other.with(id, |it| *it += 1));
        let found = [registry.with(id, |it| *it += 1), working.join().unwrap()];
        assert_eq!(
            found,
            [Some(()); 2],
            "two worked on one who was there all the time, and one of them found nobody"
        );
        assert_eq!(registry.leave(id), Some(2), "each of two added one");
    });
}

/// Who leaves while another one works on it leaves: it is not there afterwards.
#[support::test]
fn who_leaves_meanwhile_is_gone() {
    support::model(|| {
        let registry = Arc::new(Registry::new());
        let alice = registry.join("alice");
        let other = Arc::clone(&registry);
        let working = thread::spawn(move || at(&other, alice));
        assert_eq!(
            registry.leave(alice),
            Some("alice"),
            "alice was there, and nobody else took her out"
        );
        working.join().unwrap();
        assert_eq!(at(&registry, alice), None, "alice has left");
        assert_eq!(registry.len(), 0, "alice has left");
    });
}

/// Whoever is there all the time is seen by a sweep, whoever comes and goes meanwhile.
#[support::test]
fn a_sweep_sees_who_is_there_all_the_time() {
    support::model(|| {
        let registry = Arc::new(Registry::new());
        let [alice, bob, eve] = ["alice", "bob", "eve"].map(|it| registry.join(it));
        let other = Arc::clone(&registry);
        let changing = thread::spawn(move || {
            other.leave(bob);
            other.join("bill");
        });
        let mut seen = Vec::new();
        let mut last = None;
        while let Some(id) = registry.next_after(last) {
            seen.push(id);
            last = Some(id);
        }
        let count = |id| seen.iter().filter(|&&it| it == id).count();
        assert_eq!(
            (count(alice), count(eve)),
            (1, 1),
            "alice and eve were there all the time, and are seen once; the sweep saw {seen:?}"
        );
        changing.join().unwrap();
        assert_eq!(registry.ids().len(), 3, "bill came for bob");
    });
}
