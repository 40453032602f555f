//! Every item is worked on once, by threads that run at the same time.

#[cfg_attr(not(solution), path = "../ex07_chunks.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch02-slices-vec/ex07_chunks.rs")]
mod exercise;

use std::collections::HashSet;
use std::sync::Barrier;
use std::thread::{self, ThreadId};

use exercise::{double_all, for_each};
use support::alloc::measure;

/// Every number is doubled, once.
#[support::test]
fn every_number_is_doubled_once() {
    for length in 0..20 {
        let mut numbers: Vec<u64> = (1..=length).collect();
        double_all(&mut numbers);
        let doubled: Vec<u64> = (1..=length).map(|number| number * 2).collect();
        assert_eq!(numbers, doubled, "with {length} numbers");
    }
}

/// However the items are divided among the threads, none is left out.
#[support::test]
fn no_item_is_left_out() {
    for length in 0..20 {
        for threads in 1..8 {
            let mut visits = vec![0; length];
            for_each(&mut visits, threads, |visits| *visits += 1);
            assert_eq!(
                visits,
                vec![1; length],
                "{length} items on {threads} threads"
            );
        }
    }
}

/// The threads run at the same time: each can wait for the others.
#[support::test]
fn the_threads_run_at_the_same_time() {
    let meeting = Barrier::new(4);
    for_each(&mut [(); 4], 4, |()| {
        // Nobody gets past this unless all four are here.
        meeting.wait();
    });
}

/// Doubling is work for four threads, not for the caller alone.
#[support::test]
fn doubling_takes_four_threads() {
    // To start a thread is to allocate, so what the caller allocates tells how many it started.
    let started = |threads| {
        measure(|| for_each(&mut [1_u64; 8], threads, |_| ()))
            .1
            .blocks
    };
    let (_warmed_up, three) = (started(3), started(3));
    let (_, doubling) = measure(|| double_all(&mut [1; 8]));
    assert!(
        doubling.blocks > three,
        "eight numbers were doubled on fewer than four threads: give them to `for_each`"
    );
}

/// There are no more threads than asked for.
#[support::test]
fn there_are_no_more_threads_than_asked_for() {
    for (length, threads) in [(10, 4), (9, 4), (7, 3), (100, 7)] {
        let mut ids: Vec<Option<ThreadId>> = vec![None; length];
        for_each(&mut ids, threads, |id| *id = Some(thread::current().id()));
        let different: HashSet<_> = ids.iter().collect();
        assert!(
            different.len() <= threads,
            "{length} items were given to {} threads, not {threads}: how large is a chunk?",
            different.len()
        );
        assert!(
            !ids.contains(&Some(thread::current().id())),
            "the caller's thread only waits"
        );
    }
}
