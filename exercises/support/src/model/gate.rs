//! What the types are built on that loom does not have, or has without telling who waits.

use loom::sync::atomic::{AtomicUsize, Ordering};

use super::current;

/// A point at which any thread may go first.
///
/// After it, and up to the next operation of the model, its thread runs alone: whatever plain state
/// belongs to the object may then be changed as one step.
#[derive(Debug)]
pub(crate) struct Gate(AtomicUsize);

impl Gate {
    pub(crate) fn new() -> Self {
        Self(AtomicUsize::new(0))
    }

    /// Passes, and comes back as the thread that it was. With `Release` what happened before is handed on, with `Acquire` it is received, and
    /// with `Relaxed` the order of the passages is all that is decided.
    pub(crate) fn pass(&self, ordering: Ordering) {
        current::quietly(|| self.0.fetch_add(1, ordering));
    }
}

/// A thread that sleeps until it is woken, and no sooner.
#[derive(Clone, Debug)]
pub(crate) struct Sleeper(loom::thread::Thread);

impl Sleeper {
    /// The thread that runs. It must [`sleep`] before any other operation, since waking it earlier
    /// would be lost on loom.
    pub(crate) fn current() -> Self {
        Self(loom::thread::current())
    }

    /// Wakes it. What the waker has seen, it has seen, too.
    pub(crate) fn wake(self) {
        self.0.unpark();
    }
}

/// Sleeps until [`Sleeper::wake`].
pub(crate) fn sleep() {
    current::with(super::recording::Recording::block);
    current::quietly(loom::thread::park);
}
