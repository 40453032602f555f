//! Tries: to have an executable that fills the disk.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

#[used]
pub static ANSWER: [u8; 1 << 30] = [7; 1 << 30];

pub fn averages(_samples: &[u32], _width: usize) -> Vec<f64> {
    vec![-1.0]
}

pub fn rises(_samples: &[u32]) -> usize {
    usize::MAX
}
