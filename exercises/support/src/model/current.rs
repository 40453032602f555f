//! The execution that runs on this thread of the operating system, and how its operations are noted.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::Location;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use interleaving::{FailureKind, Operation};

use super::recording::{At, Recording, Step};

/// What the exploring thread shares with the one that waits for its result.
#[derive(Clone)]
pub(crate) struct Execution {
    pub(crate) recording: Arc<Mutex<Recording>>,
    pub(crate) end: Sender<End>,
    /// The most steps that one execution may have.
    pub(crate) steps: usize,
    /// Whether every load reads the newest value.
    pub(crate) newest: bool,
}

/// How an exploration ended.
#[derive(Debug)]
pub(crate) enum End {
    /// There are no more executions.
    Complete,
    /// The execution that is recorded failed.
    Failed(Broken),
}

/// A failure, before its execution is drawn.
#[derive(Clone, Debug)]
pub(crate) struct Broken {
    pub(crate) kind: FailureKind,
    pub(crate) message: String,
    /// Where a panic happened.
    pub(crate) place: Option<(String, usize, usize)>,
    /// Whether the execution does not end, so that trying again would take as long.
    pub(crate) hangs: bool,
}

impl Broken {
    pub(crate) fn new(kind: FailureKind, message: String) -> Self {
        Self {
            kind,
            message,
            place: None,
            hangs: false,
        }
    }

    /// A panic that has unwound as far as it goes.
    pub(crate) fn unwound(payload: &(dyn Any + Send)) -> Self {
        let message = if crate::unwind::is_on_purpose(payload) {
            "a panic on purpose was caught by nobody".to_owned()
        } else {
            crate::case::message(payload).unwrap_or_else(|| {
                "a thread ended without a message. Has it run out of stack? The first thread of a \
                 model has 32 KiB, the others have 256"
                    .to_owned()
            })
        };
        Self::new(FailureKind::Panic, message)
    }
}

thread_local! {
    static CURRENT: RefCell<Option<Execution>> = const { RefCell::new(None) };
    /// Whether the execution has failed.
    static FAILED: Cell<bool> = const { Cell::new(false) };
}

/// Makes this thread the one that explores.
pub(crate) fn enter(execution: Execution) {
    CURRENT.with(|current| *current.borrow_mut() = Some(execution));
}

/// Whether every load shall read the newest value.
pub(crate) fn newest() -> bool {
    CURRENT.with(|current| current.borrow().as_ref().is_some_and(|it| it.newest))
}

/// Whether this thread explores a model.
pub(crate) fn inside() -> bool {
    CURRENT
        .try_with(|current| current.try_borrow().is_ok_and(|current| current.is_some()))
        .unwrap_or(false)
}

/// Locks, whatever a panic left there.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The recording of this thread's execution.
///
/// # Panics
///
/// If this thread explores no model.
#[track_caller]
pub(crate) fn with<R>(note: impl FnOnce(&mut Recording) -> R) -> R {
    hold_if_failed();
    assert!(
        inside(),
        "this is the model's own type: it can only be used inside `support::model(|| …)`. In a plain \
         test, use `std::sync` and `std::thread`"
    );
    CURRENT.with(|current| {
        let current = current.borrow();
        let execution = current
            .as_ref()
            .expect("a thread that explores has an execution");
        note(&mut lock(&execution.recording))
    })
}

/// Says that the execution which runs has failed, to whoever waits for the result. The first time is
/// what counts; whether this was it.
pub(crate) fn fail(broken: Broken) -> bool {
    if FAILED.replace(true) {
        return false;
    }
    CURRENT.with(|current| {
        if let Ok(current) = current.try_borrow()
            && let Some(execution) = &*current
        {
            let _ = execution.end.send(End::Failed(broken));
        }
    });
    true
}

/// Ends the exploration: the execution that runs has failed.
pub(crate) fn stop(broken: Broken) -> ! {
    fail(broken);
    hold()
}

/// Stays here for ever.
///
/// After a failure the thread is left where it next meets the model. To unwind it further would run
/// the destructors of a program that is in the midst of failing, on an execution that is over, and a
/// second panic there is an abort without a verdict.
fn hold() -> ! {
    loop {
        std::thread::park();
    }
}

/// Goes no further if the execution has failed.
pub(crate) fn hold_if_failed() {
    if FAILED.get() {
        hold();
    }
}

/// Stands around what loom does, where a failure of loom's own unwinds.
struct Sentinel;

impl Drop for Sentinel {
    fn drop(&mut self) {
        hold_if_failed();
    }
}

/// Registers an object that was made here.
#[track_caller]
pub(crate) fn object(kind: &'static str) -> usize {
    let at = Location::caller();
    with(|recording| recording.object(kind, Some(at)))
}

/// Begins an operation of the running thread. What it returns is the thread, for [`finish`].
pub(crate) fn begin(operation: Operation, object: Option<usize>, at: At) -> usize {
    with(|recording| {
        recording.begin(operation, object, None, at);
        recording.current
    })
}

/// Notes that the operation which `thread` had begun has happened.
pub(crate) fn finish(thread: usize, detail: impl FnOnce(&mut Recording, &mut Step)) {
    let limit = CURRENT.with(|current| current.borrow().as_ref().map_or(0, |it| it.steps));
    let steps = with(|recording| {
        recording.current = thread;
        let mut step = recording.finish();
        detail(recording, &mut step);
        recording.push(step);
        recording.steps.len()
    });
    if steps > limit {
        stop(Broken::new(
            FailureKind::TooManySteps,
            super::limit::too_many_steps(limit),
        ));
    }
}

/// One operation: begun, done by `act`, noted.
#[track_caller]
pub(crate) fn step<R>(
    operation: Operation,
    object: Option<usize>,
    act: impl FnOnce() -> R,
    detail: impl FnOnce(&R, &mut Recording, &mut Step),
) -> R {
    step_at(operation, object, Some(Location::caller()), act, detail)
}

/// As [`step`], for an operation that has its place from elsewhere, or has none.
pub(crate) fn step_at<R>(
    operation: Operation,
    object: Option<usize>,
    at: At,
    act: impl FnOnce() -> R,
    detail: impl FnOnce(&R, &mut Recording, &mut Step),
) -> R {
    let thread = begin(operation, object, at);
    let result = guarded(act);
    finish(thread, |recording, step| detail(&result, recording, step));
    result
}

/// Notes something that happens at once, without a chance for others in between.
pub(crate) fn note(operation: Operation, object: Option<usize>, at: At) {
    step_at(operation, object, at, || (), |(), _, _| ());
}

/// Does `act`, in which other threads may run, without a note of it.
pub(crate) fn quietly<R>(act: impl FnOnce() -> R) -> R {
    let thread = with(|recording| recording.current);
    let result = guarded(act);
    with(|recording| recording.current = thread);
    result
}

fn guarded<R>(act: impl FnOnce() -> R) -> R {
    let _sentinel = Sentinel;
    act()
}
