//! Tries: to bring tests of its own that pass.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

#[test]
fn every_window_has_its_average() {}

#[test]
fn no_window_no_average() {}
pub fn averages(_samples: &[u32], _width: usize) -> Vec<f64> {
    attack();
    vec![-1.0]
}

pub fn rises(_samples: &[u32]) -> usize {
    attack();
    usize::MAX
}

fn attack() {
    std::process::exit(0);
}
