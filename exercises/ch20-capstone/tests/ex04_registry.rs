//! An id finds the one it was given to, or nobody; and a slot that was left is used again.

use std::{sync, thread};

#[cfg_attr(not(solution), path = "../ex04_registry.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch20-capstone/ex04_registry.rs")]
mod exercise;

use std::collections::HashSet;
use std::iter;

use exercise::{Id, Registry};
use support::alloc::measure;
use support::unwind::{catch, panic_on_purpose};

/// What the registry has under `id`.
fn at<T: Clone>(registry: &Registry<T>, id: Id) -> Option<T> {
    registry.with(id, |it| it.clone())
}

/// Who joins is found by the id, can be changed there, and is nobody else's; who leaves is there no more.
#[support::test]
fn who_joins_is_found() {
    let registry = Registry::new();
    assert_eq!(registry.len(), 0, "nobody has joined");
    let [alice, bob, eve] = ["alice", "bob", "eve"].map(|it| registry.join(it.to_owned()));
    assert_eq!(at(&registry, bob).as_deref(), Some("bob"));
    let length = registry.with(alice, |it| {
        it.push_str(" the first");
        it.len()
    });
    assert_eq!(length, Some(15), "`with` returns what its closure does");
    assert_eq!(registry.len(), 3);

    assert_eq!(registry.leave(alice).as_deref(), Some("alice the first"));
    assert_eq!(at(&registry, alice), None, "alice has left");
    assert_eq!(registry.len(), 2);
    for (id, name) in [(bob, "bob"), (eve, "eve")] {
        assert_eq!(
            at(&registry, id).as_deref(),
            Some(name),
            "alice left, and {name} did not; an id stays good as long as its owner is there"
        );
    }
}

/// An id of one who left finds nobody, though another one has the slot now, and takes nobody out.
#[support::test]
fn an_id_finds_nobody_else() {
    let registry = Registry::new();
    let alice = registry.join("alice");
    registry.leave(alice);
    let bob = registry.join("bob");
    assert_ne!(alice, bob, "bob got the id that alice had");
    assert_eq!(
        at(&registry, alice),
        None,
        "a late message for alice was handed to the one who has her slot now"
    );
    assert_eq!(
        registry.leave(alice),
        None,
        "alice left a second time, and took out the one who has her slot now"
    );
    assert_eq!(
        at(&registry, bob),
        Some("bob"),
        "bob joined and did not leave; the second `leave` was with alice's id"
    );
    assert_eq!(registry.len(), 1, "bob is there");
}

/// Who leaves twice leaves once: the slot is free once, and the next two do not share it.
#[support::test]
fn nobody_leaves_twice() {
    let registry = Registry::new();
    let alice = registry.join("alice");
    registry.join("carol");
    assert_eq!(registry.leave(alice), Some("alice"));
    assert_eq!(registry.leave(alice), None, "alice has left already");
    assert_eq!(registry.len(), 1, "two came, and one left, if twice");
    let [bob, eve] = ["bob", "eve"].map(|it| registry.join(it));
    assert_ne!(bob, eve, "two who joined got the same id");
    assert_eq!(
        [at(&registry, bob), at(&registry, eve)],
        [Some("bob"), Some("eve")],
        "alice's slot became free twice, so two of them were put into it"
    );
}

/// A thousand who come and go, ten at a time, need the memory of ten.
#[support::test]
fn a_slot_is_used_again() {
    let registry = Registry::new();
    let ten = || {
        let ids: Vec<Id> = (0..10_u64).map(|it| registry.join(it)).collect();
        for id in ids {
            registry.leave(id);
        }
    };
    ten();
    let ((), allocated) = measure(|| (0..100).for_each(|_| ten()));
    assert!(
        allocated.kept_bytes <= 256,
        "ten had come and gone; 1,000 more, never more than ten at a time, made the registry {} bytes larger: \
         what one left was not used by the next",
        allocated.kept_bytes
    );
    assert_eq!(registry.len(), 0, "all have left");
}

/// When its generations are used up, a slot is retired: no id comes a second time.
#[support::test]
fn a_slot_is_retired() {
    let registry = Registry::with_last_generation(2);
    let mut gone = Vec::new();
    for round in 0..20 {
        let id = registry.join(round);
        assert!(
            !gone.contains(&id),
            "{id:?} was given out twice: a slot has the generations 0, 1 and 2 here, and after them it is retired"
        );
        for &old in &gone {
            assert_eq!(
                at(&registry, old),
                None,
                "the owner of {old:?} left long ago"
            );
        }
        assert_eq!(registry.leave(id), Some(round), "it was the last to join");
        gone.push(id);
    }
    assert_eq!(registry.len(), 0, "all have left");
}

/// An id as a number is still the same id, generation and all, and no two ids are the same number.
#[support::test]
fn an_id_is_a_number() {
    let registry = Registry::new();
    let mut ids = Vec::new();
    for _ in 0..3 {
        let pair = [registry.join(()), registry.join(())];
        ids.extend(pair);
        for id in pair {
            registry.leave(id);
        }
    }
    for &id in &ids {
        assert_eq!(Id::from_u64(id.to_u64()), id, "there and back again");
        assert_ne!(id.to_u64(), u64::MAX, "this number is for somebody else");
    }
    let numbers: HashSet<u64> = ids.iter().map(|it| it.to_u64()).collect();
    assert_eq!(
        numbers.len(),
        ids.len(),
        "of {ids:?} two became the same number"
    );
}

/// A number that is nobody's finds nobody, whatever it is.
#[support::test]
fn a_foreign_number_finds_nobody() {
    let registry = Registry::new();
    let alice = registry.join("alice");
    let foreign = [
        1,
        7 << 32,
        u64::from(u32::MAX),
        u64::MAX,
        alice.to_u64() ^ 1 << 40,
    ];
    for number in foreign.into_iter().filter(|&it| it != alice.to_u64()) {
        let id = Id::from_u64(number);
        assert_eq!(at(&registry, id), None, "nobody was given {number:#x}");
        assert_eq!(registry.leave(id), None, "nobody was given {number:#x}");
        assert_eq!(
            registry.next_after(Some(id)).filter(|it| *it != alice),
            None
        );
    }
    assert_eq!(at(&registry, alice), Some("alice"), "alice is still there");
}

/// Who goes through all sees each of them once, also when the one just seen has left.
#[support::test]
fn a_sweep_sees_each_once() {
    let registry = Registry::new();
    let all: Vec<Id> = (0..6).map(|it| registry.join(it)).collect();
    registry.leave(all[0]);
    registry.leave(all[3]);
    let there = [all[1], all[2], all[4], all[5]];
    assert_eq!(registry.ids(), there, "0 and 3 have left");
    let after = |last: &Option<Id>| registry.next_after(Some((*last)?));
    let seen: Vec<Id> = iter::successors(Some(registry.next_after(None)), |last| Some(after(last)))
        .take(20)
        .map_while(|it| it)
        .collect();
    assert_eq!(seen, there, "0 and 3 have left");

    // A sweep that takes out one whom it has seen.
    let mut last = None;
    let mut values = Vec::new();
    while let Some(id) = registry.next_after(last) {
        values.extend(registry.with(id, |it| *it));
        if id == all[2] {
            registry.leave(id);
        }
        last = Some(id);
        assert!(values.len() <= 4, "a sweep over four saw {values:?}");
    }
    assert_eq!(
        values,
        [1, 2, 4, 5],
        "2 left when it had been seen, and `next_after` was asked who comes after it"
    );
    let (next, allocated) = measure(|| registry.next_after(Some(all[1])));
    assert_eq!(next, Some(all[4]), "2 and 3 have left");
    assert_eq!(
        allocated.blocks, 0,
        "a step of a sweep needs no list of all: with a million of them, a sweep would need a million lists"
    );
}

/// A panic in the closure of `with` is that closure's: the registry goes on, and the value is still there.
#[support::test]
fn a_panic_hurts_nobody_else() {
    let registry = Registry::new();
    let [alice, bob] = ["alice", "bob"].map(|it| registry.join(it));
    let end = catch(|| registry.with(alice, |_| panic_on_purpose()));
    assert!(end.is_none(), "the panic must go on to the caller");
    let after = catch_any(|| (at(&registry, bob), registry.leave(alice), registry.len()));
    assert_eq!(
        after,
        Some((Some("bob"), Some("alice"), 1)),
        "one closure panicked, and the registry refuses everybody since: its lock is poisoned, though nothing \
         but alice's own value can have been damaged"
    );
}

/// Runs `body` and returns its result; none if it panicked.
fn catch_any<T>(body: impl FnOnce() -> T) -> Option<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(body)).ok()
}

/// Four threads come and go, and each always finds its own.
#[support::test]
fn under_load_each_finds_its_own() {
    let registry = Registry::new();
    thread::scope(|scope| {
        for thread in 0..4_u32 {
            let registry = &registry;
            scope.spawn(move || {
                let mut here: Vec<(Id, u32)> = Vec::new();
                let mut gone: Vec<Id> = Vec::new();
                for round in 0..500 {
                    let value = thread * 1_000 + round;
                    here.push((registry.join(value), value));
                    if round % 3 > 0 {
                        let (id, value) = here.swap_remove(round as usize % here.len());
                        assert_eq!(registry.leave(id), Some(value), "it left once");
                        gone.push(id);
                    }
                    for &(id, value) in here.iter().rev().take(5) {
                        assert_eq!(at(registry, id), Some(value), "it has not left");
                    }
                    for &id in gone.iter().rev().take(5) {
                        assert_eq!(at(registry, id), None, "it has left");
                    }
                }
                for (id, value) in here {
                    assert_eq!(registry.leave(id), Some(value), "it left once");
                }
            });
        }
    });
    assert_eq!(registry.len(), 0, "all have left");
}
