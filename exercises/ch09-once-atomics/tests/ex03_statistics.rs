//! Nothing is lost and nothing counted twice, and no more order is asked for than that takes.

#[forbid(unsafe_code)]
#[cfg_attr(not(solution), path = "../ex03_statistics.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch09-once-atomics/ex03_statistics.rs"
)]
mod exercise;

use std::collections::BTreeSet;
use std::thread;

use exercise::{Statistics, Totals};
use sync::atomic::{Ordering, asked_for, with_an_intruder};

/// The atomics that the exercise gets: std's, but watched.
mod sync {
    pub(super) mod atomic {
        pub(crate) use std::sync::atomic::Ordering;

        use std::cell::RefCell;
        use std::sync::atomic;

        thread_local! {
            static ASKED_FOR: RefCell<Vec<Ordering>> = const { RefCell::new(Vec::new()) };
            static INTRUDER: RefCell<Option<Vec<u64>>> = const { RefCell::new(None) };
        }

        /// The orderings that `body` asked for on this thread.
        pub(crate) fn asked_for(body: impl FnOnce()) -> Vec<Ordering> {
            ASKED_FOR.take();
            body();
            ASKED_FOR.take()
        }

        /// How often the intruder comes at most. A loop that tries again must succeed at last.
        const PATIENCE: usize = 50;

        /// Runs `body` as if another thread were quick enough to add 1 to an atomic right after each
        /// step on it. Returns what that thread found there.
        pub(crate) fn with_an_intruder(body: impl FnOnce()) -> Vec<u64> {
            INTRUDER.set(Some(Vec::new()));
            body();
            INTRUDER.take().expect("set above")
        }

        /// std's, but watched.
        pub(crate) struct AtomicU64(atomic::AtomicU64);

        // Not every answer uses all of it.
        #[allow(dead_code)]
        impl AtomicU64 {
            pub(crate) const fn new(value: u64) -> Self {
                Self(atomic::AtomicU64::new(value))
            }

            fn watched<R>(
                &self,
                orders: impl IntoIterator<Item = Ordering>,
                operation: impl FnOnce(&atomic::AtomicU64) -> R,
            ) -> R {
                ASKED_FOR.with_borrow_mut(|asked_for| asked_for.extend(orders));
                let result = operation(&self.0);
                INTRUDER.with_borrow_mut(|found| {
                    if let Some(found) = found.as_mut().filter(|it| it.len() < PATIENCE) {
                        found.push(self.0.fetch_add(1, Ordering::Relaxed));
                    }
                });
                result
            }

            pub(crate) fn load(&self, order: Ordering) -> u64 {
                self.watched([order], |it| it.load(order))
            }

            pub(crate) fn store(&self, value: u64, order: Ordering) {
                self.watched([order], |it| it.store(value, order));
            }

            pub(crate) fn swap(&self, value: u64, order: Ordering) -> u64 {
                self.watched([order], |it| it.swap(value, order))
            }

            pub(crate) fn fetch_add(&self, value: u64, order: Ordering) -> u64 {
                self.watched([order], |it| it.fetch_add(value, order))
            }

            pub(crate) fn fetch_sub(&self, value: u64, order: Ordering) -> u64 {
                self.watched([order], |it| it.fetch_sub(value, order))
            }

            pub(crate) fn fetch_and(&self, value: u64, order: Ordering) -> u64 {
                self.watched([order], |it| it.fetch_and(value, order))
            }

            pub(crate) fn compare_exchange(
                &self,
                current: u64,
                new: u64,
                success: Ordering,
                failure: Ordering,
            ) -> Result<u64, u64> {
                self.watched([success, failure], |it| {
                    it.compare_exchange(current, new, success, failure)
                })
            }

            pub(crate) fn compare_exchange_weak(
                &self,
                current: u64,
                new: u64,
                success: Ordering,
                failure: Ordering,
            ) -> Result<u64, u64> {
                self.watched([success, failure], |it| {
                    it.compare_exchange_weak(current, new, success, failure)
                })
            }

            pub(crate) fn fetch_update(
                &self,
                set: Ordering,
                fetch: Ordering,
                update: impl FnMut(u64) -> Option<u64>,
            ) -> Result<u64, u64> {
                self.watched([set, fetch], |it| it.fetch_update(set, fetch, update))
            }
        }
    }
}

fn totals(requests: u64, failures: u64, bytes: u64) -> Totals {
    Totals {
        requests,
        failures,
        bytes,
    }
}

/// What happened is counted, and counted once.
#[support::test]
fn what_happened_is_counted_once() {
    let statistics = Statistics::new();
    statistics.answered(100);
    statistics.failed();
    statistics.answered(20);
    assert_eq!(
        statistics.take(),
        totals(3, 1, 120),
        "a failure is a request, too"
    );
    assert_eq!(statistics.take(), totals(0, 0, 0), "nothing happened since");
    statistics.answered(5);
    assert_eq!(statistics.take(), totals(1, 0, 5));
}

/// Numbers count from 1, and taking the totals does not start them anew.
#[support::test]
fn numbers_go_on() {
    let statistics = Statistics::new();
    assert_eq!([statistics.new_id(), statistics.new_id()], [1, 2]);
    statistics.answered(1);
    let _ = statistics.take();
    assert_eq!(statistics.new_id(), 3);
}

/// Four threads count, and nothing of it is lost.
#[support::test]
fn threads_lose_nothing() {
    const EACH: u64 = 20_000;
    let statistics = Statistics::new();
    let ids: BTreeSet<u64> = thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    (0..EACH)
                        .map(|_| {
                            statistics.answered(3);
                            statistics.failed();
                            statistics.new_id()
                        })
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        let ids = threads.into_iter().map(|it| it.join().expect("no panic"));
        ids.flatten().collect()
    });
    assert_eq!(statistics.take(), totals(8 * EACH, 4 * EACH, 12 * EACH));
    assert_eq!(ids, (1..=4 * EACH).collect(), "each number is given once");
}

/// Who gets between two steps of counting changes nothing, since there are no two steps.
#[support::test]
fn nobody_gets_between_two_steps() {
    let statistics = Statistics::new();
    let mut taken = Totals::default();
    let mut take = || {
        let part = statistics.take();
        taken.requests += part.requests;
        taken.failures += part.failures;
        taken.bytes += part.bytes;
    };
    let intruded = with_an_intruder(|| {
        statistics.answered(10);
        take();
        statistics.failed();
        take();
    })
    .len() as u64;
    assert!(
        intruded > 0,
        "count with the `AtomicU64` of `super::sync::atomic`"
    );
    // What the intruder added after the last step on a counter is still there.
    take();
    let counted = taken.requests + taken.failures + taken.bytes;
    // More is no mistake: who adds failures to the other answers counts a failure in two totals.
    assert!(
        counted >= 2 + 1 + 10 + intruded,
        "another thread added 1 right after each of your steps ({intruded} times), and that is not all \
         there: a counter was overwritten with a value that was old by then"
    );
}

/// Numbers are given once, even if somebody else asks between two steps.
#[support::test]
fn nobody_gets_a_number_twice() {
    let statistics = Statistics::new();
    let mut ids = Vec::new();
    let theirs = with_an_intruder(|| ids.extend([statistics.new_id(), statistics.new_id()]));
    assert_ne!(ids[0], ids[1]);
    assert!(
        ids.iter().all(|id| !theirs.contains(id)),
        "we were given {ids:?}, and somebody who asked in between, {theirs:?}: no number may be given twice"
    );
}

/// A counter orders nothing but itself, and asks for no more.
#[support::test]
fn counters_ask_for_no_order() {
    let statistics = Statistics::new();
    let asked_for = asked_for(|| {
        statistics.new_id();
        statistics.answered(1);
        statistics.failed();
        statistics.take();
    });
    assert!(
        !asked_for.is_empty(),
        "count with the `AtomicU64` of `super::sync::atomic`"
    );
    assert!(
        asked_for.iter().all(|it| *it == Ordering::Relaxed),
        "no other memory is published with these counters, so `Relaxed` is all they need; but this was \
         asked for: {asked_for:?}"
    );
}
