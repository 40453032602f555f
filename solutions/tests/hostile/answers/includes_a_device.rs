//! Tries: to have the compiler read without end.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

const _: &[u8] = include_bytes!("/dev/zero");
