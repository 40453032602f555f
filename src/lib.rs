//! The `workbook` command as a library: everything but the parsing of its arguments.
//!
//! - [`catalog`]: chapters, exercises and tests, read from their declarations;
//! - [`check`]: the one way to judge an answer;
//! - [`stubs`]: the exercises as shipped.

pub mod catalog;
pub mod check;
pub mod stubs;
