//! Tries: to be the reference solution.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

include!("../../solutions/ch02-slices-vec/ex03_windows.rs");
