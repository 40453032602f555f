//! Every interleaving of a small concurrent program, tried; and the one that breaks it, shown.
//!
//! [`model`] runs a closure again and again, on threads that are switched by [loom], until every order
//! in which its threads can meet has been tried. The closure uses [`crate::sync`], [`crate::thread`],
//! [`crate::cell`] and [`crate::hint`], which mirror std's names and signatures; code that takes those
//! from its parent module (`use super::sync::Mutex`) is compiled against std in one test and against
//! the model in another, unchanged.
//!
//! A model fails by its first execution that panics, deadlocks, races, leaks an [`Arc`], or goes on
//! for ever. That execution was noted step by step; it is printed, and reported to the workbook. A
//! model that could not be explored to its end fails as well, and says so. One that passes is gone
//! through once more, with up to three preemptions, in a way in which loom overlooks less.
//!
//! What the model differs in from std:
//!
//! - it has at most five threads, the first included, and no scoped threads: borrowing across threads
//!   whose end the compiler cannot see takes `unsafe` code;
//! - constructors are no `const fn`, so nothing of it can be a `static`, and everything is made anew in
//!   every execution;
//! - a panic ends the model, also one that would be caught, because nothing can be vouched for after
//!   it. [`crate::unwind::panic_on_purpose`] is the exception: it unwinds, is caught by
//!   [`crate::unwind::catch`], and comes back from `join`. Locks are never poisoned: locking one whose
//!   guard was dropped by such a panic ends the model, and so may a guard that another thread drops while
//!   such a panic unwinds, since to the system all threads of a model are one;
//! - time does not pass: whatever waits for a limited time may time out at any moment, and `sleep` only
//!   lets others go first;
//! - a condition variable wakes who has waited longest, and nobody without a notification;
//!   `compare_exchange_weak` does not fail for nothing; no thread is stopped where it gives back a lock, so
//!   `try_lock` fails only if the holder does something else of the model's meanwhile;
//! - `SeqCst` accesses count as `AcqRel`, so that a correct program may be refused; and a load never reads
//!   a value that is written later, so that a wrong one may pass. Both are loom's.
//!
//! [loom]: https://docs.rs/loom
//! [`Arc`]: crate::sync::Arc

pub(crate) mod current;
mod explore;
pub(crate) mod gate;
mod limit;
mod name;
pub(crate) mod recording;
mod replay;
mod statement;
mod story;
pub(crate) mod value;
mod verdict;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use interleaving::Interleaving;
use limit::Limits;

/// Explores every interleaving of `body`, within the default limits of [`Model`].
///
/// # Panics
///
/// If an execution fails, or a limit is reached.
pub fn model(body: impl Fn() + Send + Sync + 'static) {
    Model::new().check(body);
}

/// How far a model is explored. A limit that is reached fails the test, and says what to do.
#[derive(Clone, Copy, Debug, Default)]
#[must_use = "a model explores when it is checked"]
pub struct Model {
    limits: Limits,
}

impl Model {
    /// All interleavings, at most 1,000,000; of at most 1,000 steps each; for at most 7 seconds.
    pub fn new() -> Self {
        Self::default()
    }

    /// Explores only executions in which threads are stopped against their will at most `most` times.
    /// Most bugs need one or two. What was left out is said when the model passes.
    pub fn preemptions(mut self, most: usize) -> Self {
        self.limits.preemptions = Some(most);
        self
    }

    /// Allows `most` executions.
    pub fn executions(mut self, most: u64) -> Self {
        self.limits.executions = most;
        self
    }

    /// Allows `most` steps in an execution.
    pub fn steps(mut self, most: usize) -> Self {
        self.limits.steps = most;
        self
    }

    /// Allows `most` seconds. The limit of the test itself stays: ten seconds, or what its exercise
    /// declares.
    pub fn seconds(mut self, most: u64) -> Self {
        self.limits.time = Duration::from_secs(most);
        self
    }

    /// Explores `body`, and reports what comes of it.
    ///
    /// # Panics
    ///
    /// If an execution fails, or a limit is reached; and if it is called inside a model.
    pub fn check(self, body: impl Fn() + Send + Sync + 'static) {
        refuse_nesting();
        let body: explore::Body = Arc::new(body);
        verdict::check(&body, self.limits);
    }

    /// Explores `body`, and returns what comes of it, without a word to anybody.
    ///
    /// # Errors
    ///
    /// With the failing execution, if one fails or a limit is reached.
    ///
    /// # Panics
    ///
    /// If it is called inside a model.
    pub fn explore(
        self,
        body: impl Fn() + Send + Sync + 'static,
    ) -> Result<Explored, Box<Interleaving>> {
        refuse_nesting();
        let body: explore::Body = Arc::new(body);
        verdict::explored(&body, self.limits, None)
    }
}

fn refuse_nesting() {
    assert!(
        !current::inside(),
        "a model inside a model: call `support::model` once, around everything"
    );
}

/// What a model that passed has explored.
#[derive(Clone, Copy, Debug)]
pub struct Explored {
    /// How many interleavings there were.
    pub interleavings: u64,
    /// The most preemptions an execution had; none if all interleavings were explored.
    pub preemptions: Option<usize>,
    /// How long it took.
    pub time: Duration,
}

impl fmt::Display for Explored {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&interleaving::all_pass(self.interleavings))?;
        match self.preemptions {
            None => Ok(()),
            Some(most) => write!(formatter, "; at most {most} preemptions in each"),
        }
    }
}
