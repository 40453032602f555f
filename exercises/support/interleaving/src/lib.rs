//! One execution of a concurrent program, step by step, in the order in which it happened.
//!
//! The model (`support::model`) fills an [`Interleaving`] while it explores; the terminal, the page
//! and the book draw it. This crate knows neither of them: it is the data, and what it looks like.
//!
//! - [`Interleaving`]: the data, as JSON with serde;
//! - [`state`]: what holds after each step: who has which lock, who waits, which value is where;
//! - `words`: a step in words; `remark`: what went wrong, in sentences;
//! - `selection`: the steps that matter; `layout`: one column a thread, in characters;
//! - [`text`] and [`svg`]: that layout for a terminal and for a page;
//! - [`json`]: it as JSON, without `serde_json`, which the tests that record it must not link;
//! - [`replay`]: what has become of a schedule that failed once;
//! - [`drawing`]: all of it in one value, for pages that show it step by step.

pub mod drawing;
mod facts;
pub mod json;
mod layout;
mod remark;
pub mod replay;
mod selection;
pub mod state;
pub mod svg;
pub mod text;
mod words;

pub use remark::all_pass;

use serde::{Deserialize, Serialize};

/// The version of the format. It grows when a field changes its meaning or goes; new fields may come
/// without notice.
pub const VERSION: u32 = 1;

/// One execution, from its first step to the one that failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interleaving {
    /// See [`VERSION`].
    pub version: u32,
    /// The threads, in the order of their start. The first is the one that the model itself began.
    pub threads: Vec<Thread>,
    /// What the threads share.
    pub objects: Vec<Object>,
    /// What they did, in order. One thread at a time does a step.
    pub steps: Vec<Step>,
    /// How it ended.
    pub failure: Failure,
    /// How many executions were explored, this one included.
    pub explored: u64,
    /// How long that took.
    pub seconds: f64,
}

impl Interleaving {
    /// Whether every index leads somewhere. What is drawn must be sound; who reads it from elsewhere
    /// asks first.
    pub fn is_sound(&self) -> bool {
        let thread = |it: usize| it < self.threads.len();
        let object = |it: usize| it < self.objects.len();
        let step = |it: usize| it < self.steps.len();
        let sound = |at: usize, its: &Step| {
            thread(its.thread)
                && its.other.is_none_or(thread)
                && its.object.is_none_or(object)
                && its.read_from.is_none_or(|it| it < at)
                && its.missed.is_none_or(|it| it < at)
                && its.blocked_since.is_none_or(|it| it <= at)
        };
        let failure = &self.failure;
        self.steps.iter().enumerate().all(|(at, it)| sound(at, it))
            && failure.step.is_none_or(step)
            && failure.thread.is_none_or(thread)
    }

    /// Every place in it, to be told in another way.
    pub fn places(&mut self) -> impl Iterator<Item = &mut Place> {
        let steps = self.steps.iter_mut().map(|it| &mut it.place);
        let objects = self.objects.iter_mut().map(|it| &mut it.place);
        let failure = std::iter::once(&mut self.failure.place);
        steps.chain(objects).chain(failure).flatten()
    }
}

/// One thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// The name it was given, or `main`, `thread 1`, `thread 2`, …
    pub name: String,
}

/// Something that several threads can reach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    /// Its type, as `Mutex` or `AtomicUsize`.
    pub kind: String,
    /// The binding or field it lives in, where that is known; otherwise its type and a number.
    pub name: String,
    /// Where it was made.
    pub place: Option<Place>,
}

/// A place in the source. Lines and columns count from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Relative to the root of the workbook.
    pub file: String,
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
    /// The text of the line, without the white space around it, where the file could be read. Where it
    /// failed, the whole call, if that goes over several lines.
    pub source: Option<String>,
}

/// What one thread did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Which thread: an index into [`Interleaving::threads`].
    pub thread: usize,
    /// What it did.
    pub operation: Operation,
    /// To what: an index into [`Interleaving::objects`].
    pub object: Option<usize>,
    /// The thread that it spawned, joined, unparked, or woke by a notification.
    pub other: Option<usize>,
    /// The memory ordering of an atomic operation, as `Relaxed`.
    pub ordering: Option<String>,
    /// The value that it read, as `Debug` writes it; of a `OnceLock` only whether it is `empty` or `set`.
    pub read: Option<String>,
    /// The value that it wrote.
    pub written: Option<String>,
    /// The step whose write it read. None if that was the value the object was made with.
    pub read_from: Option<usize>,
    /// The newest write that had happened by then, where that is not the one it read.
    pub missed: Option<usize>,
    /// The first of the steps during which the thread was blocked in this operation: it began to wait
    /// before that step, and went on when this step happened. None if it did not have to wait.
    pub blocked_since: Option<usize>,
    /// Whether the operation was never completed: the thread waits in it still. Such steps come last.
    pub pending: bool,
    /// Where in the source.
    pub place: Option<Place>,
}

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// Starts the thread `other`.
    Spawn,
    /// Waits for the end of the thread `other`.
    Join,
    /// The thread's closure has returned.
    End,
    /// Waits for a permit.
    Park,
    /// Gives the thread `other` a permit.
    Unpark,
    /// Lets others go first.
    Yield,
    /// Takes a mutex.
    Lock,
    /// Takes a mutex that was free.
    TryLock,
    /// Does not get a mutex that was not free.
    TryLockFailed,
    /// Gives a mutex back.
    Unlock,
    /// Takes a read-write lock to read.
    ReadLock,
    /// Takes a read-write lock to write.
    WriteLock,
    /// Does not get a read-write lock that was not free.
    TryReadLockFailed,
    /// Does not get a read-write lock that was not free.
    TryWriteLockFailed,
    /// Gives a read-write lock back, which it had to read.
    ReadUnlock,
    /// Gives a read-write lock back, which it had to write.
    WriteUnlock,
    /// Gives the mutex back and begins to wait on a condition variable.
    Wait,
    /// Was notified, and has the mutex again.
    Woken,
    /// Notifies one waiting thread: `other`, or nobody.
    NotifyOne,
    /// Notifies every waiting thread.
    NotifyAll,
    /// Reads an atomic.
    Load,
    /// Writes an atomic.
    Store,
    /// Writes an atomic and returns what it was: `swap`, `fetch_add`, a `compare_exchange` that succeeded.
    ReadModifyWrite,
    /// A `compare_exchange` that found another value.
    CompareFailed,
    /// A fence.
    Fence,
    /// Reads an `UnsafeCell`.
    CellRead,
    /// Writes an `UnsafeCell`.
    CellWrite,
    /// Sends into a channel.
    Send,
    /// Receives from a channel.
    Receive,
    /// Clones a counted reference, or a channel's end.
    Clone,
    /// Drops one.
    Drop,
    /// Panics.
    Panic,
}

/// How an execution ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// In which way.
    pub kind: FailureKind,
    /// The message of the assertion, or what went wrong in a sentence.
    pub message: String,
    /// The step that failed, or at which it could not go on. None if no single one did.
    pub step: Option<usize>,
    /// The thread that failed, where one did.
    pub thread: Option<usize>,
    /// Where in the source.
    pub place: Option<Place>,
}

/// In which way an execution failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailureKind {
    /// A panic: an assertion that does not hold, an `unwrap`, a `todo!()`.
    Panic,
    /// Every thread that has not ended waits. A lost wake-up looks like this, too.
    Deadlock,
    /// Two threads reached one `UnsafeCell` without an order between them, at least one to write.
    DataRace,
    /// Something counted was never dropped.
    Leak,
    /// An execution had more steps than the limit, as when a thread spins for ever.
    TooManySteps,
    /// The model was not explored to its end: too many executions, or too long a time. That is no
    /// fault found, and no pass.
    NotExhausted,
}
