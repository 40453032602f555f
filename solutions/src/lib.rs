//! The reference solutions of the workbook, at the same relative paths as in `exercises/`, and the grading
//! of submissions.
//!
//! `cargo test -p solutions` compiles the test files of the chapters with `cfg(solution)`, which makes each
//! of them pull in the reference solution in place of the learner's file. The list of test files is written
//! by this package's build script.
//!
//! `cargo run -p solutions -- DIR` grades the submissions in DIR:
//! - [`submission`]: who gave which answers;
//! - [`hidden`]: tests that only the instructor has;
//! - [`grade`]: each different answer judged once, and what came of it put together;
//! - [`example`]: a class to try that on;
//! - [`cli`]: the arguments, and what is done with them;
//! - [`sandbox`]: what stands around submitted code, so that it can do nothing but its task;
//! - [`result`]: what grading found;
//! - [`report`]: that, for people and for other programs;
//! - [`similarity`]: which submissions are more alike than chance explains.

pub mod cli;
#[cfg(test)]
mod course_for_tests;
pub mod example;
pub mod grade;
pub mod hidden;
pub mod report;
pub mod result;
pub mod sandbox;
pub mod similarity;
mod spreadsheet;
pub mod submission;
mod text;
