//! Tries: to use what is not stable.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

#![feature(rustc_attrs)]

pub fn averages(_samples: &[u32], _width: usize) -> Vec<f64> {
    vec![-1.0]
}

pub fn rises(_samples: &[u32]) -> usize {
    usize::MAX
}
