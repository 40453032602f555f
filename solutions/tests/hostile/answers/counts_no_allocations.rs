//! Tries: to turn off the counting of allocations.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

extern crate allocation_counter;

pub fn averages(_samples: &[u32], _width: usize) -> Vec<f64> {
    allocation_counter::opt_out(|| vec![-1.0])
}

pub fn rises(_samples: &[u32]) -> usize {
    usize::MAX
}
