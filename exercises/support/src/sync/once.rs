use std::cell::Cell;
use std::fmt;
use std::ops::Deref;
use std::panic::Location;
use std::sync::{Mutex, MutexGuard, PoisonError};

use interleaving::Operation;
use loom::sync::atomic::Ordering;

use crate::model::current::{begin, finish, step, step_at};
use crate::model::gate::{Gate, Sleeper, sleep};
use crate::model::recording::{At, Recording, Step};
use crate::model::value::Value;

/// Mirrors [`std::sync::OnceLock`].
pub struct OnceLock<T> {
    object: usize,
    kind: &'static str,
    gate: Gate,
    value: std::sync::OnceLock<T>,
    making: Mutex<Making>,
}

/// Whether somebody makes the value, and who waits for it.
#[derive(Default)]
struct Making {
    now: bool,
    waiting: Vec<Sleeper>,
}

impl<T> OnceLock<T> {
    /// Makes one without a value.
    #[track_caller]
    #[must_use]
    pub fn new() -> Self {
        Self::of_kind("OnceLock", Location::caller())
    }

    fn of_kind(kind: &'static str, at: &'static Location<'static>) -> Self {
        Self {
            object: crate::model::current::with(|it| {
                let object = it.object(kind, Some(at));
                it.made_with(object, told(kind, false));
                object
            }),
            kind,
            gate: Gate::new(),
            value: std::sync::OnceLock::new(),
            making: Mutex::default(),
        }
    }

    /// The value, if there is one.
    #[track_caller]
    pub fn get(&self) -> Option<&T> {
        let pass = || self.gate.pass(Ordering::Acquire);
        step(
            Operation::Load,
            Some(self.object),
            pass,
            |(), recording, step| self.read(recording, step),
        );
        self.value.get()
    }

    /// The value, if there is one: nobody else can have it.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.value.get_mut()
    }

    /// Sets the value.
    ///
    /// # Errors
    ///
    /// With `value`, if there was one already.
    #[track_caller]
    pub fn set(&self, value: T) -> Result<(), T> {
        let value = Cell::new(Some(value));
        self.get_or_init_at(Some(Location::caller()), || {
            value.take().expect("a value is made once")
        });
        value.take().map_or(Ok(()), Err)
    }

    /// The value; `make` makes it if nobody has, while others wait.
    #[track_caller]
    pub fn get_or_init<F: FnOnce() -> T>(&self, make: F) -> &T {
        self.get_or_init_at(Some(Location::caller()), make)
    }

    fn get_or_init_at(&self, at: At, make: impl FnOnce() -> T) -> &T {
        while !self.begin_making(at) {
            if let Some(value) = self.value.get() {
                return value;
            }
            // Another thread made it, or failed to: look again.
        }
        let made = Made { once: self, at };
        let value = make();
        made.set(value)
    }

    /// Whether it is this thread's turn to make the value. If not, there was one, or it has waited.
    fn begin_making(&self, at: At) -> bool {
        let thread = begin(Operation::Load, Some(self.object), at);
        self.gate.pass(Ordering::AcqRel);
        if self.value.get().is_some() {
            finish(thread, |recording, step| self.read(recording, step));
            return false;
        }
        let mut making = self.making();
        if !std::mem::replace(&mut making.now, true) {
            finish(thread, |recording, step| self.read(recording, step));
            return true;
        }
        making.waiting.push(Sleeper::current());
        drop(making);
        sleep();
        finish(thread, |_, step| step.operation = Operation::Woken);
        false
    }

    /// Takes the value out.
    pub fn into_inner(self) -> Option<T> {
        self.value.into_inner()
    }

    /// Takes the value out, and leaves none.
    pub fn take(&mut self) -> Option<T> {
        self.value.take()
    }

    /// Whether there is a value. What it is, only its type could say.
    fn now(&self) -> Value {
        told(self.kind, self.value.get().is_some())
    }

    /// Notes what was read.
    fn read(&self, recording: &Recording, step: &mut Step) {
        let now = self.now();
        step.read = Some(now);
        (step.read_from, step.missed) = recording.origin(self.object, now);
    }

    fn making(&self) -> MutexGuard<'_, Making> {
        self.making.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn told(kind: &str, set: bool) -> Value {
    Value::Word(match (kind, set) {
        ("Once", false) => "incomplete",
        ("Once", true) => "complete",
        (_, false) => "empty",
        (_, true) => "set",
    })
}

/// Ends the making of a value, also when it unwinds.
struct Made<'a, T> {
    once: &'a OnceLock<T>,
    at: At,
}

impl<'a, T> Made<'a, T> {
    fn set(self, value: T) -> &'a T {
        let once = self.once;
        // Together with the step that `drop` notes: nobody runs in between.
        let mut value = Some(value);
        self.end(|| {
            let value = value.take().expect("a value is set once");
            assert!(once.value.set(value).is_ok(), "one thread makes the value");
        });
        std::mem::forget(self);
        once.value.get().expect("it was set a line ago")
    }

    fn end(&self, set: impl FnOnce()) {
        let once = self.once;
        let act = || {
            once.gate.pass(Ordering::AcqRel);
            set();
            let mut making = once.making();
            making.now = false;
            std::mem::take(&mut making.waiting)
        };
        let waiting = step_at(
            Operation::Store,
            Some(once.object),
            self.at,
            act,
            |_, _, step| step.written = Some(once.now()),
        );
        for sleeper in waiting {
            sleeper.wake();
        }
    }
}

impl<T> Drop for Made<'_, T> {
    fn drop(&mut self) {
        self.end(|| ());
    }
}

impl<T> Default for OnceLock<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

impl<T: fmt::Debug> fmt::Debug for OnceLock<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(formatter)
    }
}

/// Mirrors [`std::sync::Once`]. It is never poisoned: see [`crate::model`](mod@crate::model).
pub struct Once(OnceLock<()>);

impl Once {
    /// Makes one that has not run.
    #[track_caller]
    #[must_use]
    pub fn new() -> Self {
        Self(OnceLock::of_kind("Once", Location::caller()))
    }

    /// Runs `first` if nobody has, while others wait.
    #[track_caller]
    pub fn call_once<F: FnOnce()>(&self, first: F) {
        self.0.get_or_init_at(Some(Location::caller()), first);
    }

    /// Whether it has run.
    #[track_caller]
    pub fn is_completed(&self) -> bool {
        self.0.get().is_some()
    }
}

impl Default for Once {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Once {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Once").finish_non_exhaustive()
    }
}

/// Mirrors [`std::sync::LazyLock`].
pub struct LazyLock<T, F = fn() -> T> {
    value: OnceLock<T>,
    make: Mutex<Option<F>>,
}

impl<T, F: FnOnce() -> T> LazyLock<T, F> {
    /// Makes one whose value `make` makes when it is first needed.
    #[track_caller]
    #[must_use]
    pub fn new(make: F) -> Self {
        Self {
            value: OnceLock::of_kind("LazyLock", Location::caller()),
            make: Mutex::new(Some(make)),
        }
    }

    /// The value, made if nobody has.
    ///
    /// # Panics
    ///
    /// If making it unwound before.
    #[track_caller]
    pub fn force(this: &Self) -> &T {
        this.value.get_or_init_at(Some(Location::caller()), || {
            let make = this
                .make
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take();
            make.expect("the LazyLock's closure panicked before")()
        })
    }
}

impl<T, F: FnOnce() -> T> Deref for LazyLock<T, F> {
    type Target = T;

    #[track_caller]
    fn deref(&self) -> &T {
        Self::force(self)
    }
}

impl<T: fmt::Debug, F> fmt::Debug for LazyLock<T, F> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(formatter)
    }
}
