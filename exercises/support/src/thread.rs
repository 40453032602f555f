//! Mirrors [`std::thread`] in a model: at most five threads, the first included, and no scopes.
//!
//! A thread that panics ends the model, so `join` returns an error only for
//! [`panic_on_purpose`](crate::unwind::panic_on_purpose).

use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use interleaving::Operation;
use loom::sync::atomic::Ordering;
pub use std::thread::{Result, panicking};

use crate::model::current::{
    Broken, begin, finish, hold_if_failed, note, quietly, step, stop, with,
};
use crate::model::gate::{Gate, Sleeper, sleep as sleep_until_woken};

/// How large a thread's stack is, in bytes. Unoptimised code that formats a message needs more than
/// loom's 32 KiB.
const STACK: usize = 256 * 1024;

/// Mirrors [`std::thread::spawn`].
///
/// # Panics
///
/// If the model has five threads already.
#[track_caller]
pub fn spawn<F, T>(body: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    Builder::new()
        .spawn(body)
        .expect("the model's threads need nothing of the system")
}

/// Mirrors [`std::thread::Builder`].
#[derive(Debug, Default)]
#[must_use = "a builder builds a thread when it spawns it"]
pub struct Builder {
    name: Option<String>,
}

impl Builder {
    /// A thread without a name.
    pub fn new() -> Self {
        Self::default()
    }

    /// Names the thread.
    pub fn name(mut self, name: String) -> Self {
        self.name = Some(name);
        self
    }

    /// Changes nothing: threads of the model have a stack of 256 KiB.
    pub fn stack_size(self, _size: usize) -> Self {
        self
    }

    /// Starts the thread.
    ///
    /// # Errors
    ///
    /// None in the model.
    ///
    /// # Panics
    ///
    /// If the model has five threads already.
    #[track_caller]
    pub fn spawn<F, T>(self, body: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let index = with(|recording| {
            (recording.threads.len() < loom::MAX_THREADS)
                .then(|| recording.thread(self.name.clone()))
        });
        let Some(index) = index else {
            panic!(
                "a model has at most {} threads, the first included",
                loom::MAX_THREADS
            );
        };
        let thread = Thread::new(index, self.name);
        with(|recording| recording.threads[index].handle = Some(thread.clone()));
        note_spawn(index, Location::caller());
        let run = move || {
            with(|recording| recording.current = index);
            let result = catch_unwind(AssertUnwindSafe(body));
            hold_if_failed();
            // The hook hears every other panic, unless the program has a hook of its own.
            if let Err(payload) = &result
                && !crate::unwind::is_on_purpose(&**payload)
            {
                stop(Broken::unwound(&**payload));
            }
            note(Operation::End, None, None);
            with(|recording| recording.threads[index].ended = true);
            result
        };
        // In words, whatever its documentation says.
        let stack = STACK / size_of::<usize>();
        let inner = loom::thread::Builder::new().stack_size(stack).spawn(run)?;
        Ok(JoinHandle { inner, thread })
    }
}

fn note_spawn(index: usize, at: &'static Location<'static>) {
    let thread = begin(Operation::Spawn, None, Some(at));
    finish(thread, |_, step| step.other = Some(index));
}

/// Mirrors [`std::thread::JoinHandle`].
pub struct JoinHandle<T> {
    inner: loom::thread::JoinHandle<Result<T>>,
    thread: Thread,
}

impl<T> JoinHandle<T> {
    /// Waits for the end of the thread.
    ///
    /// # Errors
    ///
    /// If it ended by [`panic_on_purpose`](crate::unwind::panic_on_purpose).
    #[track_caller]
    pub fn join(self) -> Result<T> {
        let other = self.thread.index();
        let thread = begin(Operation::Join, None, Some(Location::caller()));
        with(|recording| {
            let ended = recording.threads[other].ended;
            let begun = recording.threads[thread].begun.as_mut();
            begun.expect("it was begun a line ago").other = Some(other);
            if !ended {
                recording.block();
            }
        });
        let result = quietly(|| self.inner.join());
        finish(thread, |_, _| ());
        result.unwrap_or_else(Err)
    }

    /// The thread itself.
    #[must_use]
    pub fn thread(&self) -> &Thread {
        &self.thread
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("JoinHandle").finish_non_exhaustive()
    }
}

/// Mirrors [`std::thread::ThreadId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ThreadId(usize);

/// Mirrors [`std::thread::Thread`].
#[derive(Clone)]
pub struct Thread(Arc<Inner>);

struct Inner {
    id: ThreadId,
    name: Option<String>,
    gate: Gate,
    permit: Mutex<Permit>,
}

/// What [`park`] waits for.
#[derive(Default)]
struct Permit {
    given: bool,
    sleeper: Option<Sleeper>,
}

impl Thread {
    fn new(index: usize, name: Option<String>) -> Self {
        Self(Arc::new(Inner {
            id: ThreadId(index),
            name,
            gate: Gate::new(),
            permit: Mutex::default(),
        }))
    }

    fn index(&self) -> usize {
        self.0.id.0
    }

    fn permit(&self) -> MutexGuard<'_, Permit> {
        let permit = self.0.permit.lock();
        permit.unwrap_or_else(PoisonError::into_inner)
    }

    /// Which thread it is.
    #[must_use]
    pub fn id(&self) -> ThreadId {
        self.0.id
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self.index() {
            0 => Some("main"),
            _ => self.0.name.as_deref(),
        }
    }

    /// Gives it a permit, so that its [`park`] returns.
    #[track_caller]
    pub fn unpark(&self) {
        let give = || {
            self.0.gate.pass(Ordering::Release);
            let mut permit = self.permit();
            let sleeper = permit.sleeper.take();
            permit.given = sleeper.is_none();
            sleeper
        };
        let index = self.index();
        let sleeper = step(Operation::Unpark, None, give, |_, _, step| {
            step.other = Some(index);
        });
        if let Some(sleeper) = sleeper {
            sleeper.wake();
        }
    }
}

impl fmt::Debug for Thread {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Thread")
            .field("id", &self.id())
            .field("name", &self.name())
            .finish_non_exhaustive()
    }
}

/// Makes the handle of an execution's first thread.
pub(crate) fn begin_first() {
    let thread = Thread::new(0, None);
    with(|recording| recording.threads[0].handle = Some(thread));
}

/// Mirrors [`std::thread::current`].
#[must_use]
pub fn current() -> Thread {
    with(|recording| {
        let handle = recording.threads[recording.current].handle.clone();
        handle.expect("every thread of the model has a handle from its start")
    })
}

/// Waits for a permit. In the model it never returns without one.
#[track_caller]
pub fn park() {
    let me = current();
    step(
        Operation::Park,
        None,
        || {
            me.0.gate.pass(Ordering::Acquire);
            let mut permit = me.permit();
            if std::mem::take(&mut permit.given) {
                return;
            }
            permit.sleeper = Some(Sleeper::current());
            drop(permit);
            sleep_until_woken();
        },
        |(), _, _| (),
    );
}

/// Waits for a permit, or not so long: it may return at any moment, whatever `duration`.
#[track_caller]
pub fn park_timeout(_duration: Duration) {
    let me = current();
    step(
        Operation::Park,
        None,
        || {
            loom::thread::yield_now();
            me.0.gate.pass(Ordering::Acquire);
            me.permit().given = false;
        },
        |(), _, _| (),
    );
}

/// Lets other threads go first.
#[track_caller]
pub fn yield_now() {
    step(
        Operation::Yield,
        None,
        loom::thread::yield_now,
        |(), _, _| (),
    );
}

/// Lets other threads go first: in a model, time does not pass.
#[track_caller]
pub fn sleep(_duration: Duration) {
    let yielding = || quietly(loom::thread::yield_now);
    step(Operation::Yield, None, yielding, |(), _, _| ());
}
