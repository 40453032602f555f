//! What grading found: one value, of which every report is a view, and which is `results.json` itself.
//!
//! It says nothing of when, where or how fast, so that grading the same submissions again gives the same
//! bytes. An answer that many students gave is judged once, and stands here once: in
//! [`Results::judgments`], under its key.

use std::collections::BTreeMap;

use interleaving::Interleaving;
use serde::{Deserialize, Serialize};
use workbook::check::event::{Diagnostic, Outcome, Panic};

/// The version of the format. It grows when a field changes its meaning or goes; new fields may come
/// without notice.
pub const VERSION: u32 = 1;

/// Everything that grading found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// See [`VERSION`].
    pub version: u32,
    /// With what was graded. Results can be merged only if this is the same.
    pub graded_with: GradedWith,
    /// Which part of the students these are, as `2/8`. None if they are all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<String>,
    /// What was graded, in the order of the course.
    pub exercises: Vec<Assignment>,
    /// In the order of their ids.
    pub students: Vec<Student>,
    /// Each different answer that was judged, by its key: the exercise's id, a colon, and the SHA-256 of
    /// the answer's text in hexadecimal.
    pub judgments: BTreeMap<String, Judgment>,
}

/// With what was graded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradedWith {
    /// What `rustc --version` says.
    pub toolchain: String,
    /// How submitted code was contained: `bubblewrap`, `landlock`.
    pub containment: String,
    /// The SHA-256 of all tests, and of all that they are built with.
    pub course: String,
}

/// An exercise that was graded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    /// As `ch01-defer-drop/ex01_lifo`.
    pub id: String,
    /// For people.
    pub title: String,
    /// The title of its chapter.
    pub chapter: String,
    /// The most that an answer can score: the exercise's points, and those of its hidden tests.
    pub points: f64,
    /// The tests that judge it, in their order.
    pub tests: Vec<AssignedTest>,
}

/// A test that judges an exercise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssignedTest {
    /// The test target: the file of the test, without `.rs`.
    pub target: String,
    /// The name of the test.
    pub name: String,
    /// What it holds, in a sentence.
    pub states: String,
    /// Whether only the instructor has it.
    pub hidden: bool,
    /// What it is worth. 0 for a test that the untouched stub passes; an answer that breaks one of those
    /// loses [`penalty`](Self::penalty).
    pub points: f64,
    /// What an answer loses that fails it. 0 unless the untouched stub passes it.
    pub penalty: f64,
}

/// A student, and all of the student's answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Student {
    /// From the roster, or else the name of the submission's folder or archive.
    pub id: String,
    /// From the roster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// From the roster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The name of the folder or archive; none for a student of the roster who submitted nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submission: Option<String>,
    /// What is wrong with the submission as a whole: an archive that cannot be read, files left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<String>,
    /// One for each of [`Results::exercises`], in that order.
    pub answers: Vec<Answer>,
}

/// What a student's answer to one exercise came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// How it stands.
    pub status: Status,
    /// Between 0 and the exercise's points.
    pub score: f64,
    /// Where its judgment is, in [`Results::judgments`]. None if there was nothing to judge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judgment: Option<String>,
    /// Why it was refused, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// How an answer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Every test was reported as passed by its own process.
    Passed,
    /// At least one test was not.
    Failed,
    /// The compiler refused it.
    DoesNotCompile,
    /// It is the stub as shipped.
    Untouched,
    /// There is no such file in the submission.
    Missing,
    /// It was not compiled: too large, no text, or it reaches for what is not its own. See
    /// [`Answer::reason`].
    Refused,
    /// The grader failed, not the answer: it has to be graded again.
    NotGraded,
}

/// What came of one answer: the same whoever gave it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judgment {
    /// `Passed`, `Failed`, `DoesNotCompile`, `Refused` or `NotGraded`.
    pub status: Status,
    /// What it scores.
    pub score: f64,
    /// Why it was refused or not graded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What the compiler said of the answer's own file, the first twenty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub diagnostics: Vec<Diagnostic>,
    /// One for each of [`Assignment::tests`], in that order; empty if none was run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tests: Vec<TestResult>,
}

/// How one test ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TestResult {
    /// How.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// The panics in its process, the first ten. Messages are cut off at 4 KiB.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub panics: Vec<Panic>,
    /// The first 4 KiB of what it wrote, of a test that was not passed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub output: String,
    /// The interleaving in which its model failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interleaving: Option<Box<Interleaving>>,
}
