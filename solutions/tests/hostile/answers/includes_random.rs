//! Tries: to have the compiler read without end, and nothing compressible.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

const _: &[u8] = include_bytes!("/dev/urandom");
