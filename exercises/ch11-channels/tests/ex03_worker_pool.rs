//! As many jobs at once as there are workers; each job done once; each result in its job's place.

#[cfg_attr(not(solution), path = "../ex03_worker_pool.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch11-channels/ex03_worker_pool.rs"
)]
mod exercise;

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Barrier, Mutex};
use std::thread;

use exercise::run_all;
use support::unwind::panic_on_purpose;

type Outcome = Result<usize, String>;

/// Four workers are at four jobs at the same time: each of the jobs goes on only when all four are in it.
#[support::test]
fn all_workers_work_at_once() {
    let barrier = Barrier::new(4);
    let outcomes = run_all(4, (0..12).collect(), |job: usize| -> Outcome {
        barrier.wait();
        Ok(job)
    });
    assert_eq!(outcomes.len(), 12, "a result for each job");
}

/// Two workers are two threads, however many jobs there are.
#[support::test]
fn no_more_threads_than_workers() {
    let threads = Mutex::new(HashSet::new());
    run_all(2, (0..20).collect(), |job: usize| -> Outcome {
        threads.lock().unwrap().insert(thread::current().id());
        Ok(job)
    });
    let threads = threads.into_inner().unwrap();
    assert!(
        threads.len() <= 2,
        "{} threads worked, and 2 were asked for",
        threads.len()
    );
}

/// The first job takes longer than all the others together. The other worker does those meanwhile, and
/// the results are in the order of the jobs all the same.
#[support::test]
fn results_are_in_the_order_of_the_jobs() {
    let done = AtomicUsize::new(0);
    let outcomes = run_all(2, (0..10).collect(), |job: usize| -> Outcome {
        while job == 0 && done.load(Ordering::SeqCst) < 9 {
            thread::yield_now();
        }
        done.fetch_add(1, Ordering::SeqCst);
        Ok(job * job)
    });
    let expected: Vec<Outcome> = (0..10).map(|job| Ok(job * job)).collect();
    assert_eq!(
        outcomes, expected,
        "the square of each job, in the order of the jobs"
    );
}

/// Errors stand where their jobs stood, and all the other jobs are done, also with a single worker.
#[support::test]
fn errors_are_results() {
    let outcome = |job: usize| match job % 3 {
        0 => Err(format!("job {job} fails")),
        _ => Ok(job),
    };
    for workers in [1, 3] {
        let outcomes = run_all(workers, (0..10).collect(), outcome);
        let expected: Vec<Outcome> = (0..10).map(outcome).collect();
        assert_eq!(outcomes, expected, "with {workers} workers");
    }
}

/// Twenty thousand jobs are done once each, and each has its result.
#[support::test]
fn no_job_is_lost_or_done_twice() {
    let times: Vec<AtomicUsize> = (0..20_000).map(|_| AtomicUsize::new(0)).collect();
    let outcomes = run_all(4, (0..20_000).collect(), |job: usize| -> Outcome {
        times[job].fetch_add(1, Ordering::Relaxed);
        Ok(job)
    });
    let wrong = times.iter().position(|it| it.load(Ordering::Relaxed) != 1);
    assert_eq!(wrong, None, "a job that was not done just once");
    assert_eq!(outcomes.len(), 20_000, "results");
    let misplaced = (0..20_000).find(|&job| outcomes[job] != Ok(job));
    assert_eq!(misplaced, None, "a job that has not its own result");
}

/// More workers than jobs, and no job at all: nobody waits for what does not come.
#[support::test]
fn workers_without_a_job_go_home() {
    assert_eq!(
        run_all(8, vec![1, 2], |job| -> Outcome { Ok(job) }),
        [Ok(1), Ok(2)]
    );
    assert_eq!(
        run_all(2, vec![], |job| -> Outcome { Ok(job) }),
        Vec::<Outcome>::new()
    );
}

/// A panic of `work` is not silence: the other worker does what there is to do, and then `run_all` panics.
#[support::test]
fn a_panic_is_passed_on() {
    let done = AtomicUsize::new(0);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        run_all(2, (0..10).collect(), |job: usize| -> Outcome {
            if job == 3 {
                panic_on_purpose();
            }
            done.fetch_add(1, Ordering::SeqCst);
            Ok(job)
        })
    }));
    assert!(
        outcome.is_err(),
        "`work` panicked, and `run_all` returned {outcome:?}"
    );
    assert_eq!(
        done.into_inner(),
        9,
        "jobs done: the other worker has not done what was left"
    );
}

/// If all workers have panicked, jobs are left that nobody does. That is a panic, too, and no reason to
/// wait.
#[support::test]
fn the_panic_of_all_workers_is_passed_on() {
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        run_all(2, (0..1_000).collect(), |_: usize| -> Outcome {
            panic_on_purpose()
        })
    }));
    assert!(outcome.is_err(), "`work` panicked, and `run_all` returned");
}
