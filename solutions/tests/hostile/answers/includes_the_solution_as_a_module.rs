//! Tries: to have the reference solution as a module.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

#[path = "../../solutions/ch02-slices-vec/ex03_windows.rs"]
mod solution;
pub use solution::*;
