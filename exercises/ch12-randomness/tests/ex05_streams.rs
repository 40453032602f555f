//! The result depends on the seed, not on the threads; and no two runs see the same numbers.

#[cfg_attr(not(solution), path = "../ex05_streams.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch12-randomness/ex05_streams.rs")]
mod exercise;

use std::collections::HashSet;
use std::sync::Barrier;
use std::thread::{self, ThreadId};

use exercise::simulate;
use rand::rngs::ChaCha8Rng;
use rand::{Rng, RngExt};

/// How many throws it takes until each side of a die has come up.
fn throws_until_all_sides(rng: &mut ChaCha8Rng) -> usize {
    let mut missing = HashSet::from([1, 2, 3, 4, 5, 6]);
    let mut throws = 0;
    while !missing.is_empty() {
        throws += 1;
        missing.remove(&rng.random_range(1..=6));
    }
    throws
}

/// One thread and eight, and whatever is in between, come to the same.
#[support::test]
fn the_threads_do_not_matter() {
    for runs in [1, 7, 8, 100] {
        let one = simulate(2024, runs, 1, throws_until_all_sides);
        assert_eq!(one.len(), runs, "there is one result for each run");
        for threads in [2, 3, 5, 8, 120] {
            assert_eq!(
                one,
                simulate(2024, runs, threads, throws_until_all_sides),
                "{runs} runs came to one thing on one thread, and to another on {threads}"
            );
        }
    }
}

/// The same seed means the same results, every time.
#[support::test]
fn the_same_seed_means_the_same() {
    // A generator that several threads share gives its numbers to whoever comes first. Who that is
    // changes from one repetition to the next, since each run lets the others go first.
    let simulated = || {
        simulate(7, 200, 8, |rng| {
            thread::yield_now();
            throws_until_all_sides(rng)
        })
    };
    let first = simulated();
    for _ in 0..20 {
        assert_eq!(
            first,
            simulated(),
            "the same seed on the same eight threads, and another result"
        );
    }
}

/// No runs at all are no results.
#[support::test]
fn no_runs_are_no_results() {
    assert_eq!(simulate(1, 0, 4, throws_until_all_sides), []);
}

/// More runs with the same seed begin with the runs that there were before.
#[support::test]
fn more_runs_begin_with_the_same() {
    let numbers = |runs| simulate(5, runs, 3, |rng| rng.next_u64());
    let (few, many) = (numbers(10), numbers(25));
    assert_eq!(
        few[..],
        many[..10],
        "run 3 of 10 and run 3 of 25 are the same run, and must have the same numbers"
    );
}

/// No number of one run is a number of another.
#[support::test]
fn no_two_runs_see_the_same_numbers() {
    // By chance: 6400 numbers are 2 × 10⁷ pairs, each equal with probability 2⁻⁶⁴; together 1.2 × 10⁻¹².
    let runs = simulate(9, 100, 4, |rng| [(); 64].map(|()| rng.next_u64()));
    let different: HashSet<u64> = runs.iter().flatten().copied().collect();
    assert_eq!(
        different.len(),
        6400,
        "some runs drew the same numbers: they go along one stream, or begin at different places of it"
    );
}

/// Two simulations with neighboring seeds have nothing in common.
#[support::test]
fn neighboring_seeds_have_nothing_in_common() {
    // By chance: 400 numbers, 8 × 10⁴ pairs, 2⁻⁶⁴ each; together below 10⁻¹⁴.
    let mut different = HashSet::new();
    for seed in [10, 11, 12, 13] {
        different.extend(simulate(seed, 100, 4, |rng| rng.next_u64()));
    }
    assert_eq!(
        different.len(),
        400,
        "a run of one simulation is a run of the simulation with the next seed: repeated with another \
         seed, it would confirm itself"
    );
}

/// The threads run at the same time, and are no more than asked for.
#[support::test]
fn the_threads_run_at_the_same_time() {
    let meeting = Barrier::new(4);
    let ids = simulate(1, 4, 4, |_| {
        // Nobody gets past this unless all four are here.
        meeting.wait();
        thread::current().id()
    });
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), 4);

    for (runs, threads) in [(10, 4), (9, 4), (3, 8)] {
        let ids = simulate(1, runs, threads, |_| thread::current().id());
        let different: HashSet<ThreadId> = ids.into_iter().collect();
        assert!(
            different.len() <= threads && !different.contains(&thread::current().id()),
            "{runs} runs were done by {} threads, not by {threads}, or by the caller's own",
            different.len()
        );
    }
}
