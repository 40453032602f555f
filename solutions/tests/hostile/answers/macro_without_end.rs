//! Tries: to expand a macro for ever.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

macro_rules! more {
    ($($some:tt)*) => { more! { $($some)* $($some)* } };
}
more! { x }

pub fn averages(_samples: &[u32], _width: usize) -> Vec<f64> {
    vec![-1.0]
}

pub fn rises(_samples: &[u32]) -> usize {
    usize::MAX
}
