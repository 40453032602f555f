//! The reference solutions of the workbook, at the same relative paths as in `exercises/`, and the grading
//! of submissions.
//!
//! `cargo test -p solutions` compiles the test files of the chapters with `cfg(solution)`, which makes each
//! of them pull in the reference solution in place of the learner's file. The list of test files is written
//! by this package's build script.
//!
//! `cargo run -p solutions -- DIR` grades the submissions in DIR:
//! - [`result`]: what grading found;
//! - [`similarity`]: which submissions are more alike than chance explains.

pub mod result;
pub mod similarity;
