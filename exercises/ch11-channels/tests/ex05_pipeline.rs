//! A pipeline passes on everything, works no further ahead than it may, and ends without leaving a
//! thread behind.

#[cfg_attr(not(solution), path = "../ex05_pipeline.rs")]
#[cfg_attr(solution, path = "../../../solutions/ch11-channels/ex05_pipeline.rs")]
mod exercise;

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use exercise::Pipeline;
use support::process::{Watched, assert_at_rest};
use support::unwind::{catch, panic_on_purpose};

/// What is known of the threads of a pipeline: each stage owns one of the tokens, and drops it when it
/// ends.
#[derive(Clone, Default)]
struct Stages {
    alive: Arc<AtomicUsize>,
    panicked: Arc<AtomicUsize>,
    /// How many items were drawn from the source, or begun to be.
    drawn: Arc<AtomicUsize>,
}

struct Token(Stages);

impl Drop for Token {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.panicked.fetch_add(1, Ordering::SeqCst);
        }
        self.0.alive.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Stages {
    fn token(&self) -> Token {
        self.alive.fetch_add(1, Ordering::SeqCst);
        Token(self.clone())
    }

    /// A pipeline of the numbers from 0 to `count`, whose stages call `at_work` with their own number, 0
    /// for the source, and the item's.
    fn start(
        &self,
        room: usize,
        count: usize,
        at_work: impl Fn(usize, usize) + Clone + Send + 'static,
    ) -> Pipeline<usize> {
        let stage = |number| {
            let (token, at_work) = (self.token(), at_work.clone());
            move |item| {
                let _owned = &token;
                at_work(number, item);
                item
            }
        };
        let (draw, first, second) = (stage(0), stage(1), stage(2));
        let drawn = Arc::clone(&self.drawn);
        let mut numbers = 0..count;
        let source = std::iter::from_fn(move || {
            let number = numbers.next()?;
            drawn.fetch_add(1, Ordering::SeqCst);
            Some(draw(number))
        });
        Pipeline::start(room, source, first, second)
    }

    #[track_caller]
    fn assert_gone(&self, when: &str) {
        let alive = self.alive.load(Ordering::SeqCst);
        assert_eq!(
            alive, 0,
            "{alive} of 3 stages are alive {when}: a thread was left behind"
        );
    }

    /// Waits until everybody waits for room: all channels are full, and each stage has an item in hand.
    fn wait_until_full(&self, room: usize, taken: usize) {
        while self.drawn.load(Ordering::SeqCst) < taken + 3 * (room + 1) {
            thread::yield_now();
        }
    }
}

thread_local! {
    /// What a thread drops last of all, when what it ran has returned or panicked.
    static LAST: RefCell<Option<Lingering>> = const { RefCell::new(None) };
}

/// Somebody who is to hear of the end no sooner than all threads are gone.
#[derive(Clone)]
struct Listener {
    thread: Watched,
    told: Arc<AtomicBool>,
    /// The threads that linger, or will. They go one after the other.
    lingering: Arc<Mutex<Vec<Watched>>>,
    /// How many of them are still there.
    alive: Arc<AtomicUsize>,
}

impl Listener {
    fn new() -> Self {
        Self {
            thread: Watched::this_thread(),
            told: Arc::default(),
            lingering: Arc::default(),
            alive: Arc::default(),
        }
    }

    /// Lets the thread that calls linger when it ends.
    fn is_outlived_here(&self) {
        LAST.with_borrow_mut(|last| {
            last.get_or_insert_with(|| {
                self.alive.fetch_add(1, Ordering::SeqCst);
                let mut lingering = self.lingering.lock().expect("nobody panics with it");
                let before = lingering.clone();
                lingering.push(Watched::this_thread());
                Lingering {
                    listener: self.clone(),
                    before,
                }
            });
        });
    }

    /// Notes that it was told of the end. Returns how many threads are still there.
    fn hears(&self) -> usize {
        let alive = self.alive.load(Ordering::SeqCst);
        self.told.store(true, Ordering::SeqCst);
        alive
    }
}

/// Does not go until the listener waits for it, or has been told without.
///
/// A listener who sleeps may be waiting for a thread before this one. When that is gone, it is awake.
struct Lingering {
    listener: Listener,
    before: Vec<Watched>,
}

impl Drop for Lingering {
    fn drop(&mut self) {
        let Listener {
            thread,
            told,
            alive,
            ..
        } = &self.listener;
        for thread in self.before.iter().chain([thread]) {
            thread.wait_until_asleep_or(|| told.load(Ordering::SeqCst));
        }
        alive.fetch_sub(1, Ordering::SeqCst);
    }
}

/// All items come through both stages, in order, whatever the room.
#[support::test]
fn everything_comes_through() {
    for room in [0, 1, 8] {
        let source = 0..100_u32;
        let pipeline = Pipeline::start(room, source, |it| it * 2, |it| it.to_string());
        let items: Vec<String> = pipeline.collect();
        let expected: Vec<String> = (0..100).map(|it| (it * 2).to_string()).collect();
        assert!(
            items == expected,
            "with room for {room}: {} of 100 items, in order: {items:?}",
            items.len()
        );
    }
}

/// While the second stage has the first item, the first stage begins the second, and the source the third.
#[support::test]
fn stages_work_at_the_same_time() {
    for room in [0, 3] {
        let begun = Arc::new([(); 3].map(|()| AtomicUsize::new(0)));
        let at_work = move |stage: usize, _| {
            begun[stage].fetch_add(1, Ordering::SeqCst);
            let wait = |stage: usize, count| {
                while begun[stage].load(Ordering::SeqCst) < count {
                    thread::yield_now();
                }
            };
            match (stage, begun[stage].load(Ordering::SeqCst)) {
                (2, 1) => wait(1, 2),
                (1, 2) => wait(0, 3),
                _ => {}
            }
        };
        let pipeline = Stages::default().start(room, 10, at_work);
        assert_eq!(pipeline.count(), 10);
    }
}

/// As long as nobody takes anything, the source gets as far as there is room for, and one more for each
/// stage's hands; and one further for each item that is taken.
#[support::test]
fn no_stage_runs_ahead() {
    support::alone!({
        for room in [0, 1, 4] {
            let stages = Stages::default();
            let mut pipeline = stages.start(room, 1_000, |_, _| ());
            for taken in 0..3 {
                stages.wait_until_full(room, taken);
                // It has come as far as it may. Does it stop there?
                assert_at_rest("a pipeline that is full");
                let drawn = stages.drawn.load(Ordering::SeqCst);
                let expected = taken + 3 * (room + 1);
                assert_eq!(
                    drawn, expected,
                    "{taken} items were taken, there is room for {room} in each of three places, and \
                     each of three stages has one in hand: {drawn} drawn is too far ahead"
                );
                assert_eq!(pipeline.next(), Some(taken));
            }
        }
    });
}

/// A source without an end, three items taken, everybody waiting for room: after `drop`, no stage is left.
#[support::test]
fn stopping_leaves_no_thread_behind() {
    for room in [0, 1, 4] {
        for taken in [0, 3] {
            let stages = Stages::default();
            let mut pipeline = stages.start(room, usize::MAX, |_, _| ());
            assert_eq!(pipeline.by_ref().take(taken).count(), taken);
            stages.wait_until_full(room, taken);
            drop(pipeline);
            stages.assert_gone("after the pipeline was dropped");
        }
    }
}

/// The same, as the system counts threads.
#[support::test]
fn the_system_counts_no_thread_more() {
    support::alone!({
        let before = support::process::threads();
        for _ in 0..10 {
            let stages = Stages::default();
            let pipeline = stages.start(1, usize::MAX, |_, _| ());
            stages.wait_until_full(1, 0);
            drop(pipeline);
        }
        // One that has ended may be counted until the system has tidied it away.
        while support::process::threads() != before {
            thread::yield_now();
        }
    });
}

/// A stage that is at work when the pipeline is dropped is waited for, whichever it is.
#[support::test]
fn stopping_waits_for_a_stage_at_work() {
    for slow in [0, 1, 2] {
        for _ in 0..5 {
            let stages = Stages::default();
            let (at_work, dropping) = (
                Arc::new(AtomicBool::new(false)),
                Arc::new(AtomicBool::new(false)),
            );
            let pipeline = stages.start(1, usize::MAX, {
                let (at_work, dropping) = (Arc::clone(&at_work), Arc::clone(&dropping));
                move |stage, item| {
                    if (stage, item) != (slow, 0) {
                        return;
                    }
                    at_work.store(true, Ordering::SeqCst);
                    while !dropping.load(Ordering::SeqCst) {
                        thread::yield_now();
                    }
                    for _ in 0..5 {
                        thread::yield_now();
                    }
                }
            });
            while !at_work.load(Ordering::SeqCst) {
                thread::yield_now();
            }
            dropping.store(true, Ordering::SeqCst);
            drop(pipeline);
            stages.assert_gone("after the pipeline was dropped while one was at work");
        }
    }
}

/// To be stopped is not a mistake: no stage panics when nobody receives what it has to send.
#[support::test]
fn stopping_is_no_panic() {
    let stages = Stages::default();
    let mut pipeline = stages.start(1, usize::MAX, |_, _| ());
    assert_eq!(pipeline.next(), Some(0));
    stages.wait_until_full(1, 1);
    drop(pipeline);
    stages.assert_gone("after the pipeline was dropped");
    let panicked = stages.panicked.load(Ordering::SeqCst);
    assert_eq!(panicked, 0, "stages that panicked when they were stopped");
}

/// When the items have ended, so have the threads, and there is nothing more to come.
#[support::test]
fn the_end_is_the_end() {
    let stages = Stages::default();
    let mut pipeline = stages.start(2, 10, |_, _| ());
    assert_eq!(pipeline.by_ref().count(), 10);
    stages.assert_gone("after `None`");
    assert_eq!(pipeline.next(), None, "after the end");
}

/// A stage that panics, whichever it is, is not taken for the end; what was sent before it still comes.
#[support::test]
fn a_panic_is_not_the_end() {
    for broken in [0, 1, 2] {
        let stages = Stages::default();
        let mut pipeline = stages.start(1, 100, move |stage, item| {
            if (stage, item) == (broken, 3) {
                panic_on_purpose();
            }
        });
        let mut items = Vec::new();
        let outcome = catch(|| items.extend(&mut pipeline));
        assert_eq!(items, [0, 1, 2], "stage {broken} panicked at the fourth");
        assert_eq!(
            outcome, None,
            "stage {broken} panicked, and the iteration ended as if that were all"
        );
        stages.assert_gone("after the panic was told");
    }
}

/// Whoever hears of the end, or of a panic, finds that the threads have ended, all three.
#[support::test]
fn no_thread_outlives_the_iteration() {
    for broken in [None, Some(0), Some(1), Some(2)] {
        let listener = Listener::new();
        let listens = listener.clone();
        let mut pipeline = Stages::default().start(1, 3, move |stage, item| {
            listens.is_outlived_here();
            if item == 1 && Some(stage) == broken {
                panic_on_purpose();
            }
        });
        let count = catch(|| pipeline.by_ref().count());
        let alive = listener.hears();
        assert_eq!(
            alive,
            0,
            "{alive} of 3 threads are still there, and the iteration has ended already, with {}",
            match count {
                Some(_) => "`None`".to_owned(),
                None => format!("the panic of stage {}", broken.unwrap_or_default()),
            }
        );
        assert_eq!(count, broken.is_none().then_some(3), "items of 3");
    }
}

/// If it is a panic of the caller that drops it, it is dropped, too.
#[support::test]
fn a_panic_of_the_caller_stops_it() {
    let listener = Listener::new();
    let stages = Stages::default();
    let outcome = catch(|| {
        let listens = listener.clone();
        let _pipeline = stages.start(1, usize::MAX, move |_, _| listens.is_outlived_here());
        stages.wait_until_full(1, 0);
        panic_on_purpose()
    });
    assert_eq!(outcome, None::<()>, "the panic goes on");
    let alive = listener.hears();
    assert_eq!(
        alive, 0,
        "the caller panicked, and the pipeline was dropped: {alive} of 3 threads are still there"
    );
}

/// Whoever has dropped the pipeline does not hear of a panic in it.
#[support::test]
fn dropping_does_not_panic() {
    for broken in [0, 1, 2] {
        let stages = Stages::default();
        let mut pipeline = stages.start(0, usize::MAX, move |stage, item| {
            if (stage, item) == (broken, 1) {
                panic_on_purpose();
            }
        });
        assert_eq!(pipeline.next(), Some(0));
        // It panics by itself: the next item is on its way to it without anybody asking.
        while stages.panicked.load(Ordering::SeqCst) == 0 {
            thread::yield_now();
        }
        let dropped = catch(|| drop(pipeline));
        assert_eq!(dropped, Some(()), "`drop` has panicked");
        stages.assert_gone("after the pipeline was dropped");
    }
}
