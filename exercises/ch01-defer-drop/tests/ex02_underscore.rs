//! A permit is taken for exactly as long as the work it was taken for.

#[cfg_attr(not(solution), path = "../ex02_underscore.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch01-defer-drop/ex02_underscore.rs"
)]
mod exercise;

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use exercise::{Limiter, accept, maintain, serve};

/// How many permits are free while `work` runs, and whether it ran at all.
fn free_meanwhile(limiter: &Limiter, with_work: impl FnOnce(&dyn Fn())) -> Option<usize> {
    let free = Cell::new(None);
    with_work(&|| free.set(Some(limiter.free())));
    free.get()
}

/// While maintenance is done, every permit is taken.
#[support::test]
fn no_permit_is_free_during_maintenance() {
    let limiter = Limiter::new(3);
    assert_eq!(
        free_meanwhile(&limiter, |work| maintain(&limiter, work)),
        Some(0),
        "all 3 permits must be taken while the work runs: what becomes of a value that no name \
         holds?"
    );
}

/// After maintenance every permit is free again, also when the work panicked.
#[support::test]
fn permits_come_back_after_maintenance() {
    let limiter = Limiter::new(3);
    maintain(&limiter, || ());
    assert_eq!(
        limiter.free(),
        3,
        "the permits come back when the work is done"
    );
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        maintain(&limiter, || panic!("this panic belongs to the test"));
    }));
    assert!(
        outcome.is_err(),
        "the work's panic passes through `maintain`"
    );
    assert_eq!(
        limiter.free(),
        3,
        "the permits come back when the work panics"
    );
}

/// While one handler works, one permit is taken; when there is none, the work is not done.
#[support::test]
fn a_permit_is_taken_while_serving() {
    let limiter = Limiter::new(2);
    let free = free_meanwhile(&limiter, |work| {
        assert!(
            serve(&limiter, work),
            "a permit was free, so the work is done"
        );
    });
    assert_eq!(
        free,
        Some(1),
        "one of 2 permits must be taken while the work runs"
    );
    assert_eq!(limiter.free(), 2, "and it comes back when the work is done");

    let full = Limiter::new(0);
    let free = free_meanwhile(&full, |work| {
        assert!(
            !serve(&full, work),
            "no permit is free, so `serve` returns false"
        );
    });
    assert_eq!(free, None, "without a permit the work must not be done");
    assert_eq!(full.free(), 0, "no permit was taken, so none is given back");
}

/// Work that panics gives its permit back.
#[support::test]
fn a_permit_comes_back_from_work_that_panics() {
    let limiter = Limiter::new(2);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        serve(&limiter, || panic!("this panic belongs to the test"))
    }));
    assert!(outcome.is_err(), "the work's panic passes through `serve`");
    assert_eq!(
        limiter.free(),
        2,
        "code after the call is skipped by a panic; the `Drop` of `Permits` is not"
    );
}

/// A job that waits to be run has its permit already; a limiter without permits accepts none.
#[support::test]
fn an_accepted_job_holds_its_permit() {
    let limiter = Limiter::new(2);
    let first = accept(&limiter, || ());
    assert_eq!(
        limiter.free(),
        1,
        "`accept` has returned, its job waits, and the permit must be the job's: does the closure \
         really capture it?"
    );
    let second = accept(&limiter, || ());
    assert!(
        first.is_some() && second.is_some(),
        "2 permits are enough for 2 jobs"
    );
    assert!(
        accept(&limiter, || ()).is_none(),
        "a third job finds no permit"
    );
}

/// The permit of a job is taken until its work is done.
#[support::test]
fn a_job_holds_its_permit_while_it_runs() {
    let limiter = Limiter::new(2);
    let free = free_meanwhile(&limiter, |work| {
        let job = accept(&limiter, work).expect("a permit is free");
        job();
    });
    assert_eq!(
        free,
        Some(1),
        "one of 2 permits must be taken while the job's work runs"
    );
    assert_eq!(limiter.free(), 2, "and it comes back when the job is done");
}

/// A job that is dropped without having run gives its permit back.
#[support::test]
fn a_job_that_never_runs_gives_its_permit_back() {
    let limiter = Limiter::new(2);
    drop(accept(&limiter, || panic!("nobody runs this job")));
    assert_eq!(
        limiter.free(),
        2,
        "a job owns its permit, so the permit ends with the job, run or not"
    );
}
