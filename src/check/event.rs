//! What a check says while it runs. One event is one line of `check --json`.
//!
//! The format is described for its users on the book's page "The command"; [`VERSION`] grows
//! when a field changes its meaning or goes. New fields and new events may come without notice.

use interleaving::Interleaving;
use interleaving::replay::Replay;
use serde::{Deserialize, Serialize};

/// The version of the format, given by every [`Event::Started`].
pub const VERSION: u32 = 1;

/// One step of a check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// The check of an exercise begins.
    Started {
        /// See [`VERSION`].
        version: u32,
        /// The exercise's id.
        exercise: String,
        /// The file that is checked, relative to the root.
        file: String,
        /// The tests that the answer must pass.
        tests: Vec<Expected>,
    },
    /// Something that cargo says while it builds, for people.
    Building {
        /// A line of cargo's, without colors.
        message: String,
    },
    /// The compiler says something.
    Diagnostic(Diagnostic),
    /// The tests are built and start to run.
    Built {
        /// How long that took.
        seconds: f64,
    },
    /// A test has ended, one way or another.
    Tested(Tested),
    /// The check has ended. No event follows.
    Ended(Ended),
}

/// A test that the answer must pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    /// The test target: the exercise's name, or that with `_model`.
    pub target: String,
    /// The name of the test.
    pub name: String,
    /// What it holds, in a sentence.
    pub states: String,
}

/// A message of the compiler.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Whether the code cannot be compiled because of it; otherwise it is a warning.
    pub error: bool,
    /// The compiler's code: `E0499`, or the name of a lint.
    pub code: Option<String>,
    /// The message in one line.
    pub message: String,
    /// Where: the primary span. None if the message is about no place.
    pub place: Option<Place>,
    /// Whether that place is in the learner's own file.
    pub in_exercise: bool,
    /// The whole message as rustc renders it. In JSON without colors.
    #[serde(serialize_with = "without_colors")]
    pub rendered: String,
}

/// A stretch of a file. Lines and columns count from 1, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Relative to the root.
    pub file: String,
    /// The line it begins in.
    pub line: usize,
    /// The column it begins at.
    pub column: usize,
    /// The line it ends in.
    pub end_line: usize,
    /// The column after its last character.
    pub end_column: usize,
}

/// The outcome of one test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tested {
    /// The test target.
    pub target: String,
    /// The name of the test.
    pub name: String,
    /// How it ended.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// How long its process ran.
    pub seconds: f64,
    /// Every panic in its process, in order. The last one before the end is not always the cause.
    pub panics: Vec<Panic>,
    /// What its code wrote to stdout and stderr, cut off at
    /// [`OUTPUT_LIMIT`](crate::check::OUTPUT_LIMIT).
    pub output: String,
    /// How many bytes of output were cut off.
    pub output_cut: u64,
    /// How many interleavings its models explored, where all of them passed. None if it has no model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explored: Option<u64>,
    /// The most preemptions that each of them had, where only those were explored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preemptions: Option<u64>,
    /// The interleaving in which its model failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interleaving: Option<Box<Interleaving>>,
    /// What has become of the schedule that it was to follow, if none fails any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replay: Option<Box<Replay>>,
}

/// How a test ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// Its body returned, and its process ended well.
    Passed,
    /// Its body panicked: an assertion, an `unwrap`, a `todo!()`.
    Failed,
    /// It was still running when its time was over.
    TimedOut {
        /// The time it had.
        limit_seconds: u64,
    },
    /// Its process was ended by a signal, as by an abort or a stack overflow; or, where it is contained, because
    /// it had used up what it had of something.
    Crashed {
        /// The signal's name, or its number; or what was used up. It goes on after "it was ended by".
        signal: String,
    },
    /// Its process ended without a word about the test: `process::exit`, or a test that is gone.
    NotReported {
        /// The exit status, if there was one.
        status: Option<i32>,
    },
}

/// A panic, where and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Panic {
    /// The name of the thread.
    pub thread: String,
    /// The file, relative to the root where it is below it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// Its message.
    pub message: String,
}

/// The end of a check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ended {
    /// The exercise's id.
    pub exercise: String,
    /// The verdict.
    pub verdict: Verdict,
    /// Why, where the other events do not say it.
    pub reason: Option<String>,
    /// How many tests passed.
    pub passed: usize,
    /// How many there are.
    pub tests: usize,
    /// How long the check took.
    pub seconds: f64,
}

/// The verdict on an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every test was reported as passed by its own process.
    Passed,
    /// At least one test was not.
    Failed,
    /// There is nothing to run.
    DoesNotCompile,
    /// The check itself could not be made; the answer may be right or wrong.
    NotChecked,
}

fn without_colors<S: serde::Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&anstream::adapter::strip_str(text))
}
