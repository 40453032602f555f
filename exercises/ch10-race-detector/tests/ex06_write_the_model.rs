//! The learner's test passes what is right and fails what is wrong.

#[cfg_attr(not(solution), path = "../ex06_write_the_model.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch10-race-detector/ex06_write_the_model.rs"
)]
mod exercise;

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use support::interleaving::{FailureKind, Interleaving};
use support::model::Model;
use support::{sync, thread};
use sync::atomic::{AtomicBool, AtomicU8, Ordering};
use sync::{Condvar, Mutex};

/// A request to stop: made once, heard by all.
pub trait Stop: Send + Sync + 'static {
    /// Nobody has requested anything.
    fn new() -> Self;
    /// Requests that everybody stops, and gives a reason, from 1. Returns whether this request was
    /// the first one; a later one changes nothing.
    fn request(&self, reason: u8) -> bool;
    /// Waits until somebody has requested to stop, and returns the reason of the first request.
    fn wait(&self) -> u8;
}

thread_local! {
    /// Whether a model that fails is what the test hopes for.
    static HOPING: Cell<bool> = const { Cell::new(false) };
}

/// Explores the interleavings of `body` that stop threads against their will three times at most, and
/// ends the learner's `check` if one fails. Three threads that spin have too many others.
pub fn model(body: impl Fn() + Send + Sync + 'static) {
    let model = Model::new().preemptions(3).seconds(4);
    if !HOPING.get() {
        model.check(body);
    } else if let Err(failed) = model.explore(body) {
        resume_unwind(failed);
    }
}

/// The learner's test must pass the implementation `S`. If it does not, the verdict is its model's.
fn passes<S: Stop>() {
    exercise::check::<S>();
}

/// The learner's test must fail the implementation `S`, by a fault that the model found.
fn catches<S: Stop>(fault: &str) {
    HOPING.set(true);
    let failed = match catch_unwind(AssertUnwindSafe(exercise::check::<S>)) {
        Ok(()) => panic!("your test passes an implementation in which {fault}"),
        Err(payload) => match payload.downcast::<Interleaving>() {
            Ok(failed) => failed.failure,
            // It panicked outside of the model.
            Err(payload) => resume_unwind(payload),
        },
    };
    let limit = [FailureKind::NotExhausted, FailureKind::TooManySteps];
    assert!(
        !limit.contains(&failed.kind),
        "your test finds no fault in an implementation in which {fault}: {}",
        failed.message
    );
}

struct Locked {
    reason: Mutex<Option<u8>>,
    requested: Condvar,
    /// How many there were, for who counts them.
    requests: Mutex<usize>,
}

impl Locked {
    fn new() -> Self {
        Self {
            reason: Mutex::new(None),
            requested: Condvar::new(),
            requests: Mutex::new(0),
        }
    }

    fn set_first(&self, reason: u8) -> bool {
        let mut first = self.reason.lock().unwrap();
        let is_first = first.is_none();
        first.get_or_insert(reason);
        is_first
    }

    fn request(&self, reason: u8) -> bool {
        let is_first = self.set_first(reason);
        self.requested.notify_all();
        is_first
    }

    fn wait(&self) -> u8 {
        let mut reason = self.reason.lock().unwrap();
        loop {
            match *reason {
                Some(reason) => return reason,
                None => reason = self.requested.wait(reason).unwrap(),
            }
        }
    }
}

/// Implements [`Stop`] for a type that holds a [`Locked`], with the one method that differs.
macro_rules! locked {
    ($name:ident, request: $request:expr) => {
        locked!($name, $request, Locked::wait);
    };
    ($name:ident, wait: $wait:expr) => {
        locked!($name, Locked::request, $wait);
    };
    ($name:ident, $request:expr, $wait:expr) => {
        struct $name(Locked);

        impl Stop for $name {
            fn new() -> Self {
                Self(Locked::new())
            }

            fn request(&self, reason: u8) -> bool {
                let request: fn(&Locked, u8) -> bool = $request;
                request(&self.0, reason)
            }

            fn wait(&self) -> u8 {
                let wait: fn(&Locked) -> u8 = $wait;
                wait(&self.0)
            }
        }
    };
}

locked!(Right, request: Locked::request);

/// Wakes who sleeps, whatever they sleep for. Nobody spins here: two threads that do may go on for
/// ever, in turns, before the third gets its own.
struct Bell {
    lock: Mutex<()>,
    rung: Condvar,
}

impl Bell {
    fn new() -> Self {
        Self {
            lock: Mutex::new(()),
            rung: Condvar::new(),
        }
    }

    fn ring(&self) {
        // Whoever has looked under the lock is asleep by now.
        drop(self.lock.lock().unwrap());
        self.rung.notify_all();
    }

    /// Sleeps until there is a value.
    fn sleep<T>(&self, value: impl Fn() -> Option<T>) -> T {
        let mut lock = self.lock.lock().unwrap();
        loop {
            match value() {
                Some(value) => return value,
                None => lock = self.rung.wait(lock).unwrap(),
            }
        }
    }
}

/// Right as well: a request and its reason are one atomic value.
struct RightToo {
    reason: AtomicU8,
    bell: Bell,
}

impl Stop for RightToo {
    fn new() -> Self {
        Self {
            reason: AtomicU8::new(0),
            bell: Bell::new(),
        }
    }

    fn request(&self, reason: u8) -> bool {
        let (success, failure) = (Ordering::AcqRel, Ordering::Acquire);
        let exchanged = self.reason.compare_exchange(0, reason, success, failure);
        if exchanged.is_ok() {
            self.bell.ring();
        }
        exchanged.is_ok()
    }

    fn wait(&self) -> u8 {
        self.bell
            .sleep(|| match self.reason.load(Ordering::Acquire) {
                0 => None,
                reason => Some(reason),
            })
    }
}

/// The right implementations pass: one by a mutex and a condition variable, one by an atomic.
#[support::test]
fn the_right_ones_pass() {
    passes::<Right>();
    passes::<RightToo>();
}

locked!(LostWakeUp, wait: |stop| {
    let requested = stop.reason.lock().unwrap().is_some();
    if !requested {
        let reason = stop.reason.lock().unwrap();
        drop(stop.requested.wait(reason).unwrap());
    }
    stop.reason.lock().unwrap().unwrap_or_default()
});

/// A lost wake-up is caught: `wait` looks under one lock, and sleeps under another.
#[support::test]
fn a_lost_wake_up_is_caught() {
    catches::<LostWakeUp>(
        "a request that comes after `wait` has looked, and before it sleeps, wakes nobody",
    );
}

locked!(WakesOne, request: |stop, reason| {
    let is_first = stop.set_first(reason);
    stop.requested.notify_one();
    is_first
});

/// A request that wakes one of several is caught.
#[support::test]
fn a_single_wake_up_is_caught() {
    catches::<WakesOne>("a request wakes one, however many wait");
}

locked!(WakesBefore, request: |stop, reason| {
    stop.requested.notify_all();
    stop.set_first(reason)
});

/// A request that wakes the others before it has left its reason is caught.
#[support::test]
fn a_wake_up_too_early_is_caught() {
    catches::<WakesBefore>("a request wakes the others first and leaves its reason afterwards");
}

locked!(Takes, wait: |stop| {
    let mut reason = stop.reason.lock().unwrap();
    loop {
        match reason.take() {
            Some(reason) => return reason,
            None => reason = stop.requested.wait(reason).unwrap(),
        }
    }
});

/// A reason that only one can have is caught.
#[support::test]
fn a_reason_for_one_is_caught() {
    catches::<Takes>("`wait` takes the reason away, and the next one finds none");
}

locked!(TwoFirsts, request: |stop, reason| {
    let is_first = stop.reason.lock().unwrap().is_none();
    if is_first {
        *stop.reason.lock().unwrap() = Some(reason);
        stop.requested.notify_all();
    }
    is_first
});

/// Two requests that are both the first are caught.
#[support::test]
fn two_firsts_are_caught() {
    catches::<TwoFirsts>("two requests at the same time are both told that they were the first");
}

locked!(TwoSeconds, request: |stop, reason| {
    let mut first = stop.reason.lock().unwrap();
    first.get_or_insert(reason);
    *stop.requests.lock().unwrap() += 1;
    drop(first);
    stop.requested.notify_all();
    *stop.requests.lock().unwrap() == 1
});

/// Two requests of which none is the first are caught.
#[support::test]
fn two_seconds_are_caught() {
    catches::<TwoSeconds>(
        "two requests at the same time are both told that the other was the first",
    );
}

locked!(LastReason, request: |stop, reason| {
    let is_first = stop.reason.lock().unwrap().replace(reason).is_none();
    stop.requested.notify_all();
    is_first
});

/// A reason that a later request replaces is caught.
#[support::test]
fn a_reason_that_changes_is_caught() {
    catches::<LastReason>(
        "a later request, though told that it was not the first, replaces the reason",
    );
}

/// A flag, and beside it the reason.
struct Flagged {
    requested: AtomicBool,
    reason: AtomicU8,
    bell: Bell,
}

impl Flagged {
    fn new() -> Self {
        Self {
            requested: AtomicBool::new(false),
            reason: AtomicU8::new(0),
            bell: Bell::new(),
        }
    }

    fn wait(&self, ordering: Ordering) -> u8 {
        let requested = || self.requested.load(ordering).then_some(());
        if requested().is_none() {
            self.bell.sleep(requested);
        }
        self.reason.load(ordering)
    }
}

/// The flag is set first.
struct FlagFirst(Flagged);

impl Stop for FlagFirst {
    fn new() -> Self {
        Self(Flagged::new())
    }

    fn request(&self, reason: u8) -> bool {
        let is_first = !self.0.requested.swap(true, Ordering::AcqRel);
        if is_first {
            self.0.reason.store(reason, Ordering::Release);
            self.0.bell.ring();
        }
        is_first
    }

    fn wait(&self) -> u8 {
        self.0.wait(Ordering::Acquire)
    }
}

/// A flag that is set before the reason is there is caught.
#[support::test]
fn a_flag_too_early_is_caught() {
    catches::<FlagFirst>("a flag is set first, and who sees it finds no reason yet");
}

/// The reason is written first, but nothing orders the two writes for those who read.
struct Unordered(Flagged);

impl Stop for Unordered {
    fn new() -> Self {
        Self(Flagged::new())
    }

    fn request(&self, reason: u8) -> bool {
        let relaxed = Ordering::Relaxed;
        let exchanged = self.0.reason.compare_exchange(0, reason, relaxed, relaxed);
        if exchanged.is_ok() {
            self.0.requested.store(true, relaxed);
            self.0.bell.ring();
        }
        exchanged.is_ok()
    }

    fn wait(&self) -> u8 {
        self.0.wait(Ordering::Relaxed)
    }
}

/// A reason that is published without an order is caught.
#[support::test]
fn a_flag_without_an_order_is_caught() {
    catches::<Unordered>("the flag is `Relaxed`, and may be seen without the reason");
}
