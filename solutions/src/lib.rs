//! The reference solutions of the workbook, at the same relative paths as in `exercises/`.
//!
//! There is nothing to call here: `cargo test -p solutions` compiles the test files of the chapters
//! with `cfg(solution)`, which makes each of them pull in the reference solution in place of the
//! learner's file. The list of test files is written by this package's build script.
