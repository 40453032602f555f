//! Tries: to print a secret of the grader's environment.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

const READ: &str = match option_env!("WORKBOOK_TEST_SECRET") {
    Some(secret) => secret,
    None => "nothing",
};

pub fn averages(_samples: &[u32], _width: usize) -> Vec<f64> {
    println!("{READ}");
    vec![-1.0]
}

pub fn rises(_samples: &[u32]) -> usize {
    panic!("{READ}");
}
