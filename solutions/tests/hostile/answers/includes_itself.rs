//! Tries: to include itself, and so on.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

include!("ex03_windows.rs");
