//! Tries: to have the compiler use up the memory.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

pub static ANSWER: [u64; 1 << 33] = [1; 1 << 33];

pub fn averages(_samples: &[u32], _width: usize) -> Vec<f64> {
    vec![-1.0]
}

pub fn rises(_samples: &[u32]) -> usize {
    usize::MAX
}
