//! Tries: to have the compiler compute for ever.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

const NUMBER: u64 = {
    let mut number = 0u64;
    while number < u64::MAX {
        number += 1;
    }
    number
};
pub static ANSWER: u64 = NUMBER;

pub fn averages(_samples: &[u32], _width: usize) -> Vec<f64> {
    vec![-1.0]
}

pub fn rises(_samples: &[u32]) -> usize {
    usize::MAX
}
