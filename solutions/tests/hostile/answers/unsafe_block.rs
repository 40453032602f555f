//! Tries: to be unsafe where that is forbidden.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

pub fn averages(_samples: &[u32], _width: usize) -> Vec<f64> {
    attack();
    vec![-1.0]
}

pub fn rises(_samples: &[u32]) -> usize {
    attack();
    usize::MAX
}

fn attack() {
    unsafe { std::env::set_var("WORKBOOK_REPORT", "/tmp/report") };
}
