//! Tries: to print where the grader is at home.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

const READ: &str = env!("HOME");

pub fn averages(_samples: &[u32], _width: usize) -> Vec<f64> {
    println!("{READ}");
    vec![-1.0]
}

pub fn rises(_samples: &[u32]) -> usize {
    panic!("{READ}");
}
