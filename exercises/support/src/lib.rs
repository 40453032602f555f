//! What the course's tests stand on. A test file of a chapter uses this crate; an exercise, the
//! file a learner edits, never does.
//!
//! - [`test`]: the attribute that makes a function a test of the course;
//! - [`case`]: the time limit around one test, and its report to the workbook;
//! - [`model()`]: every interleaving of a concurrent program, and the one that breaks it; with
//!   [`sync`], [`thread`], [`cell`] and [`hint`], which mirror std there;
//! - [`alone!`]: a test whose body changes what belongs to the whole process, as its limits do;
//! - [`process`]: whether its threads are at rest, and how many there are;
//! - [`descriptors`]: a table of descriptors that is full, and a listener that is dead (on Unix);
//! - [`alloc`]: how often, and how much, a piece of code allocates;
//! - [`chance`]: whether counts look like chance;
//! - [`spurious`]: std's `sync`, whose condition variable can be told to wake up for no reason;
//! - [`unwind`]: panics on purpose;
//! - [`assert_snapshot!`]: the text a program should have written.

pub mod alloc;
pub mod alone;
pub mod case;
pub mod cell;
pub mod chance;
#[cfg(unix)]
pub mod descriptors;
pub mod hint;
pub mod model;
pub mod process;
mod report;
mod snapshot;
pub mod spurious;
pub mod sync;
pub mod thread;
pub mod unwind;

#[doc(hidden)]
pub use insta;
pub use interleaving;
pub use model::model;
pub use support_macros::test;
