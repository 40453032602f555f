//! As many run as there are places, and never one more; and whoever leaves, leaves a place behind.

#[cfg_attr(not(solution), path = "../ex05_semaphore.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch13-async/ex05_semaphore.rs")]
mod exercise;

use std::future::{pending, ready};
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::task::{Context, Wake, Waker};
use std::time::Duration;

use exercise::{Limiter, run_all};
use support::unwind::{catch, panic_on_purpose};
use tokio::runtime::{Builder, Handle};
use tokio::sync::{Barrier, oneshot};
use tokio::task::{JoinSet, yield_now};
use tokio::time::{sleep, timeout};

/// Runs `body` on a clock that stands still while anybody can do something, and jumps when nobody can.
fn paused<F: Future>(body: F) -> F::Output {
    Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime")
        .block_on(body)
}

/// What `future` yields. If everybody waits, an hour passes at once, and it panics with `why`.
async fn within_an_hour<F: Future>(future: F, why: &str) -> F::Output {
    let hour = Duration::from_secs(3600);
    let ended = timeout(hour, future).await;
    ended.unwrap_or_else(|_| panic!("everybody waits: {why}"))
}

/// How many are at work, and the most that ever were.
#[derive(Clone, Default)]
struct Crowd(Arc<(AtomicUsize, AtomicUsize)>);

impl Crowd {
    /// Work that lets others go first, a few times.
    async fn work(self) {
        let (now, most) = &*self.0;
        let here = now.fetch_add(1, Relaxed) + 1;
        most.fetch_max(here, Relaxed);
        for _ in 0..3 {
            yield_now().await;
        }
        now.fetch_sub(1, Relaxed);
    }

    fn most(&self) -> usize {
        self.0.1.load(Relaxed)
    }
}

/// Checks that `limit` can still run at once.
async fn all_places_are_free(limiter: &Arc<Limiter>, limit: usize, why: &str) {
    let meeting = Arc::new(Barrier::new(limit));
    let mut tasks = JoinSet::new();
    for _ in 0..limit {
        let (limiter, meeting) = (Arc::clone(limiter), Arc::clone(&meeting));
        tasks.spawn(async move { limiter.run(meeting.wait()).await.is_leader() });
    }
    within_an_hour(tasks.join_all(), why).await;
}

/// Starts work that says when it has begun, and never ends; returns when it has begun.
async fn busy(limiter: &Arc<Limiter>) -> tokio::task::JoinHandle<()> {
    let (begun, begins) = oneshot::channel();
    let limiter = Arc::clone(limiter);
    let task = tokio::spawn(async move {
        let work = async {
            begun.send(()).expect("the test waits for it");
            pending().await
        };
        limiter.run(work).await
    });
    within_an_hour(begins, "there is a free place, and nobody gets it")
        .await
        .expect("the work is not dropped");
    task
}

/// Ends a task where it waits.
async fn cancel(task: tokio::task::JoinHandle<()>) {
    task.abort();
    let error = task.await.expect_err("it was aborted");
    assert!(error.is_cancelled(), "{error}");
}

/// The result of the work is returned.
#[support::test]
fn the_result_comes_back() {
    paused(async {
        let limiter = Limiter::new(1);
        let why = "a place is free, and one wants it";
        assert_eq!(within_an_hour(limiter.run(ready(7)), why).await, 7);
        assert_eq!(within_an_hour(limiter.run(ready("x")), why).await, "x");
    });
}

/// Of ten that want to run, at most three do at any time.
#[support::test]
fn never_more_than_the_limit() {
    paused(async {
        let (limiter, crowd) = (Arc::new(Limiter::new(3)), Crowd::default());
        let mut tasks = JoinSet::new();
        for _ in 0..10 {
            let (limiter, work) = (Arc::clone(&limiter), crowd.clone().work());
            tasks.spawn(async move { limiter.run(work).await });
        }
        within_an_hour(tasks.join_all(), "some of ten never got a place").await;
        assert!(
            crowd.most() <= 3,
            "{} ran at once, on 3 places: the permit must live as long as the work",
            crowd.most()
        );
    });
}

/// With three places, three do run at once.
#[support::test]
fn as_many_as_the_limit_run() {
    paused(async {
        let limiter = Arc::new(Limiter::new(3));
        let why = "three should run at once, each of them waiting for the two others to be there";
        all_places_are_free(&limiter, 3, why).await;
    });
}

/// Work that has no place yet has not begun.
#[support::test]
fn the_work_waits_for_its_place() {
    paused(async {
        let limiter = Arc::new(Limiter::new(1));
        let busy = busy(&limiter).await;
        let begun = AtomicUsize::new(0);
        {
            let mut second = pin!(limiter.run(async { begun.fetch_add(1, Relaxed) }));
            let mut nobody = Context::from_waker(Waker::noop());
            assert!(
                second.as_mut().poll(&mut nobody).is_pending(),
                "the only place is taken"
            );
        }
        assert_eq!(
            begun.load(Relaxed),
            0,
            "the work had no place yet, and has begun"
        );
        cancel(busy).await;
    });
}

/// Counts how often it is woken.
#[derive(Default)]
struct Bell(AtomicUsize);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Relaxed);
    }
}

/// Who waits for a place is woken when there is one, and not before, however long that takes.
#[support::test]
fn who_waits_is_left_alone() {
    paused(async {
        let limiter = Arc::new(Limiter::new(1));
        let busy = busy(&limiter).await;
        let bell = Arc::new(Bell::default());
        let waker = Waker::from(Arc::clone(&bell));
        let mut context = Context::from_waker(&waker);
        let mut waits = pin!(limiter.run(ready(7)));
        assert!(
            waits.as_mut().poll(&mut context).is_pending(),
            "the only place is taken"
        );
        sleep(Duration::from_secs(3600)).await;
        assert_eq!(
            bell.0.load(Relaxed),
            0,
            "for an hour there was no place, and one who waits for it was woken to look: it keeps a \
             processor busy with asking"
        );
        cancel(busy).await;
        assert_eq!(bell.0.load(Relaxed), 1, "times that it was told of a place");
        assert!(waits.poll(&mut context).is_ready(), "there is a place");
    });
}

/// Work that is dropped before its end gives its place back.
#[support::test]
fn a_cancelled_one_gives_its_place_back() {
    paused(async {
        let limiter = Arc::new(Limiter::new(2));
        for _ in 0..2 {
            cancel(busy(&limiter).await).await;
        }
        let why = "two were cancelled while they ran, and their places are not free again. What comes \
                   after an `.await` is not run if the future is dropped there; a `Drop` is";
        all_places_are_free(&limiter, 2, why).await;
    });
}

/// Who has been waiting for that place hears of it.
#[support::test]
fn who_waits_gets_the_place_of_a_cancelled_one() {
    paused(async {
        let limiter = Arc::new(Limiter::new(1));
        let busy = busy(&limiter).await;
        let waits = Arc::clone(&limiter);
        let waits = tokio::spawn(async move { waits.run(ready(7)).await });
        yield_now().await;
        cancel(busy).await;
        let why = "one was cancelled while it ran, and the one who waits for its place is not told";
        let result = within_an_hour(waits, why).await;
        assert_eq!(result.expect("no panic"), 7);
    });
}

/// Who is cancelled while it waits has taken no place.
#[support::test]
fn who_stops_waiting_takes_no_place() {
    paused(async {
        let limiter = Arc::new(Limiter::new(1));
        let busy = busy(&limiter).await;
        let waits = Arc::clone(&limiter);
        let waits = tokio::spawn(async move { waits.run(pending()).await });
        yield_now().await;
        cancel(waits).await;
        cancel(busy).await;
        let why = "one was cancelled while it waited for a place, and has taken one with it";
        all_places_are_free(&limiter, 1, why).await;
    });
}

/// Work that panics gives its place back.
#[support::test]
fn a_panic_gives_the_place_back() {
    paused(async {
        let limiter = Arc::new(Limiter::new(2));
        for _ in 0..2 {
            let limiter = Arc::clone(&limiter);
            let task: tokio::task::JoinHandle<()> =
                tokio::spawn(async move { limiter.run(async { panic_on_purpose() }).await });
            let error = task.await.expect_err("the work panics, and so does `run`");
            assert!(error.is_panic(), "{error}");
        }
        let why = "two panicked while they ran, and their places are not free again";
        all_places_are_free(&limiter, 2, why).await;
    });
}

/// The first job ends last, and its result comes first.
#[support::test]
fn the_results_are_in_the_order_of_the_jobs() {
    paused(async {
        let mut jobs = Vec::new();
        // Each job waits for the one after it.
        let (mut ended, mut after) = oneshot::channel();
        ended.send(()).expect("its receiver is there");
        for number in (0..5).rev() {
            let (this_ended, ends) = oneshot::channel();
            ended = this_ended;
            jobs.push(async move {
                after.await.expect("the job after this one");
                let _ = ended.send(());
                number
            });
            after = ends;
        }
        jobs.reverse();
        let why = "five jobs have five places, and each waits for the one after it";
        let results = within_an_hour(run_all(5, jobs), why).await;
        assert_eq!(results, [0, 1, 2, 3, 4]);
    });
}

/// Of ten jobs, at most three run at any time.
#[support::test]
fn no_more_jobs_than_places() {
    paused(async {
        let crowd = Crowd::default();
        let jobs = (0..10).map(|_| crowd.clone().work()).collect();
        within_an_hour(run_all(3, jobs), "some of ten jobs never ran").await;
        assert!(
            crowd.most() <= 3,
            "{} jobs ran at once, on 3 places: a task runs as soon as it is spawned, so what it waits \
             for, and what it holds while it runs, must be in the task",
            crowd.most()
        );
    });
}

/// Three jobs on three places run at once.
#[support::test]
fn all_places_are_used() {
    paused(async {
        let meeting = Arc::new(Barrier::new(3));
        let jobs = (0..6).map(|_| {
            let meeting = Arc::clone(&meeting);
            async move { meeting.wait().await.is_leader() }
        });
        let why = "three jobs should run at once, each of them waiting for the two others";
        let leaders = within_an_hour(run_all(3, jobs.collect()), why).await;
        assert_eq!(leaders.iter().filter(|it| **it).count(), 2, "{leaders:?}");
    });
}

/// One job takes long; the others go one after the other through the second place.
#[support::test]
fn the_next_begins_as_soon_as_one_ends() {
    paused(async {
        let ended = Arc::new(Barrier::new(2));
        let jobs = (0..6).map(|number| {
            let ended = Arc::clone(&ended);
            async move {
                // The first job ends with the last one.
                if number == 0 || number == 5 {
                    ended.wait().await;
                }
                number
            }
        });
        let why = "there are two places, and the first job holds one until the last job is there. The \
                   others could go through the second place meanwhile, one after the other";
        let results = within_an_hour(run_all(2, jobs.collect()), why).await;
        assert_eq!(results, [0, 1, 2, 3, 4, 5]);
    });
}

/// Who drops the future of `run_all` has ended all of its jobs.
#[support::test]
fn no_job_outlives_its_caller() {
    paused(async {
        let jobs = (0..4).map(|_| pending::<()>()).collect();
        let hour = Duration::from_secs(3600);
        let ended = timeout(hour, run_all(2, jobs)).await;
        assert!(ended.is_err(), "these jobs never end");
        for _ in 0..10 {
            yield_now().await;
        }
        let left = Handle::current().metrics().num_alive_tasks();
        assert_eq!(
            left, 0,
            "the future of `run_all` was dropped, and {left} tasks are left behind: dropping a \
             `JoinHandle` ends nothing"
        );
    });
}

/// A panic of a job goes on in the caller.
#[support::test]
fn a_panic_of_a_job_goes_through() {
    let run = || {
        paused(async {
            let jobs = (0..3).map(|number| async move {
                if number == 1 {
                    panic_on_purpose();
                }
                number
            });
            run_all(2, jobs.collect()).await
        })
    };
    let results = catch(AssertUnwindSafe(run));
    assert!(
        results.is_none(),
        "a job panicked, and the caller does not notice: {results:?}"
    );
}

/// More places than jobs, and no jobs at all.
#[support::test]
fn few_jobs_are_no_trouble() {
    paused(async {
        let why = "there are more places than jobs";
        let results = within_an_hour(run_all(9, vec![ready(1), ready(2)]), why).await;
        assert_eq!(results, [1, 2]);
        let none = within_an_hour(run_all(1, Vec::<std::future::Ready<u8>>::new()), why).await;
        assert_eq!(none, []);
    });
}
