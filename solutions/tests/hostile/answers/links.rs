//! Tries: to link a library of its own.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

#[link(name = "answer", kind = "static")]
unsafe extern "C" {}

pub fn averages(_samples: &[u32], _width: usize) -> Vec<f64> {
    vec![-1.0]
}

pub fn rises(_samples: &[u32]) -> usize {
    usize::MAX
}
