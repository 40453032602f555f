//! Tries: to turn on what the reference is compiled with.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

#[cfg(solution)]
compile_error!("the solution is here");
#[cfg_attr(not(solution), path = "../../solutions/ch02-slices-vec/ex03_windows.rs")]
mod solution;

pub fn averages(_samples: &[u32], _width: usize) -> Vec<f64> {
    vec![-1.0]
}

pub fn rises(_samples: &[u32]) -> usize {
    usize::MAX
}
