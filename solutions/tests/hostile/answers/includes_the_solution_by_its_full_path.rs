//! Tries: to find the reference solution from its own folder.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../solutions/ch02-slices-vec/ex03_windows.rs"));
