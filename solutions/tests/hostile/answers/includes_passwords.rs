//! Tries: to print the users of the machine.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

const READ: &str = include_str!("/etc/passwd");

pub fn averages(_samples: &[u32], _width: usize) -> Vec<f64> {
    println!("{READ}");
    vec![-1.0]
}

pub fn rises(_samples: &[u32]) -> usize {
    panic!("{READ}");
}
