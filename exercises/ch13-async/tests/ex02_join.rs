//! At the same time, in order, and over when the first has failed.

#[cfg_attr(not(solution), path = "../ex02_join.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch13-async/ex02_join.rs")]
mod exercise;

use std::cell::Cell;
use std::future::{pending, poll_fn};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use exercise::{all, both};
use support::unwind::{catch, panic_on_purpose};
use tokio::runtime::Builder;
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep, timeout};

const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Runs `test` on a runtime whose clock stands still, and jumps to the next timer when everybody waits.
/// Returns also how much time has passed on that clock, of which none has passed on yours.
fn timed<T>(test: impl Future<Output = T>) -> (T, Duration) {
    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let start = Instant::now();
        let result = timeout(YEAR, test)
            .await
            .expect("a year has passed, and somebody still waits: for what?");
        // tokio's timers have a granularity of one millisecond, and may be that much late.
        (result, Duration::from_secs(start.elapsed().as_secs()))
    })
}

/// A job that takes that many seconds, and then succeeds.
async fn takes(time: u64) -> Result<u64, String> {
    sleep(seconds(time)).await;
    Ok(time)
}

/// A job that takes that many seconds, and then fails.
async fn fails(time: u64) -> Result<u64, String> {
    sleep(seconds(time)).await;
    Err(format!("failed after {time} s"))
}

/// Counts those of its kind that are still there.
struct Alive(Arc<AtomicUsize>);

impl Alive {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(count))
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Two that take 2 s and 3 s take 3 s together.
#[support::test]
fn two_take_as_long_as_the_longer() {
    let (results, time) = timed(both(takes(2), takes(3)));
    assert_eq!(results, Ok((2, 3)));
    assert_eq!(
        time,
        seconds(3),
        "5 s are the sum: the second one was not polled before the first was ready"
    );
    let (results, time) = timed(both(takes(3), takes(2)));
    assert_eq!((results, time), (Ok((3, 2)), seconds(3)));
}

/// If one of two fails, the other is not waited for.
#[support::test]
fn the_first_error_of_two_ends_both() {
    let (results, time) = timed(both(fails(1), takes(3600)));
    assert_eq!(results, Err("failed after 1 s".to_owned()));
    assert_eq!(
        time,
        seconds(1),
        "the first one had failed after 1 s, and the other was waited for"
    );
    let (results, time) = timed(both(takes(3600), fails(1)));
    assert_eq!(results, Err("failed after 1 s".to_owned()));
    assert_eq!(
        time,
        seconds(1),
        "the second one had failed after 1 s, and the other was waited for"
    );
}

/// What runs in both may borrow, and may stay on its thread.
#[support::test]
fn two_may_borrow() {
    let polled = Cell::new(0);
    let once = async || {
        polled.set(polled.get() + 1);
        Ok::<_, ()>(())
    };
    let (results, _) = timed(both(once(), once()));
    assert_eq!((results, polled.get()), (Ok(((), ())), 2));
}

/// A thousand jobs take as long as the longest.
#[support::test]
fn all_take_as_long_as_the_longest() {
    let (results, time) = timed(all((1..=1000).map(takes).collect()));
    assert_eq!(results.map(|it| it.len()), Ok(1000));
    assert_eq!(
        time,
        seconds(1000),
        "the longest takes 1000 s, and the sum is 500500 s: was a job awaited before the next one was \
         started?"
    );
}

/// The results are in the order of the jobs, though the first job ends last.
#[support::test]
fn the_results_are_in_the_order_of_the_jobs() {
    let (results, time) = timed(all(vec![takes(5), takes(3), takes(4), takes(1), takes(2)]));
    assert_eq!(
        results,
        Ok(vec![5, 3, 4, 1, 2]),
        "each job returns the seconds that it takes: is this the order in which they ended?"
    );
    assert_eq!(time, seconds(5));
}

/// The first error in time is returned as soon as it is there, whatever its job's place.
#[support::test]
fn the_first_error_is_returned_at_once() {
    let job = |index: u64| async move {
        match index {
            0 => takes(3600).await,
            1 => fails(7).await,
            2 => takes(1).await,
            _ => fails(2).await,
        }
    };
    let (results, time) = timed(all((0..4).map(job).collect()));
    assert_eq!(
        results,
        Err("failed after 2 s".to_owned()),
        "the error that came first in time is that of the last job"
    );
    assert_eq!(
        time,
        seconds(2),
        "there was an error after 2 s, and it was not looked at before others were done"
    );
}

/// When the error is returned, the other jobs are gone.
#[support::test]
fn the_first_error_ends_the_others() {
    let alive = Arc::new(AtomicUsize::new(0));
    let job = |index: u64| {
        let alive = Alive::new(&alive);
        async move {
            let _alive = alive;
            match index {
                3 => fails(1).await,
                _ => pending().await,
            }
        }
    };
    let jobs = (0..8).map(job).collect();
    let (left, _) = timed(async {
        let results = all(jobs).await;
        assert_eq!(results, Err("failed after 1 s".to_owned()));
        alive.load(Ordering::Relaxed)
    });
    assert_eq!(
        left, 0,
        "the error was returned, and so many of the other jobs are still there: a task whose handle is \
         dropped goes on, and one that is aborted is not gone before the scheduler has dropped it"
    );
}

/// If nobody wants the results any more, the jobs are dropped, too.
#[support::test]
fn who_leaves_takes_the_jobs_along() {
    let (sender, dropped) = oneshot::channel::<()>();
    let job = async move {
        let _sender = sender;
        pending::<Result<(), ()>>().await
    };
    timed(async {
        let results = timeout(seconds(1), all(vec![job])).await;
        assert!(results.is_err(), "the job never ends");
        let dropped = timeout(seconds(60), dropped).await;
        assert!(
            dropped.is_ok(),
            "the future of `all` was dropped a minute ago, and its job is still there, as a goroutine \
             would be"
        );
    });
}

/// A panic of a job goes on in the caller, with what it carries.
#[support::test]
fn a_panic_goes_through() {
    let job = |index: u64| async move {
        match index {
            0 => takes(3600).await,
            _ => panic_on_purpose(),
        }
    };
    let caught = catch(|| timed(all((0..2).map(job).collect())));
    assert!(
        caught.is_none(),
        "a job panicked, and the caller got {caught:?}"
    );
}

/// By the time the caller hears of the panic, the other jobs are gone.
#[support::test]
fn a_panic_ends_the_others() {
    let alive = Arc::new(AtomicUsize::new(0));
    let job = |index: u64| {
        let alive = Alive::new(&alive);
        async move {
            let _alive = alive;
            match index {
                3 => panic_on_purpose(),
                _ => pending::<Result<u64, String>>().await,
            }
        }
    };
    let jobs = (0..8).map(job).collect();
    let ((), _) = timed(async {
        let mut all = Box::pin(all(jobs));
        poll_fn(|context| match catch(|| all.as_mut().poll(context)) {
            Some(Poll::Pending) => Poll::Pending,
            Some(Poll::Ready(results)) => panic!("a job panicked, and the caller got {results:?}"),
            None => Poll::Ready(()),
        })
        .await;
        let left = alive.load(Ordering::Relaxed);
        assert_eq!(
            left, 0,
            "the panic of a job has gone on in the caller, and so many of the other jobs are still there: a \
             set that is dropped aborts its tasks, and does not wait until they are gone"
        );
    });
}

/// No jobs, no results.
#[support::test]
fn no_jobs_are_no_results() {
    let none: Vec<std::future::Ready<Result<u8, u8>>> = Vec::new();
    assert_eq!(timed(all(none)), (Ok(vec![]), Duration::ZERO));
}
