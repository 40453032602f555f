//! Tries: the same, under another name.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

extern crate support as helper;
pub fn averages(_samples: &[u32], _width: usize) -> Vec<f64> {
    attack();
    vec![-1.0]
}

pub fn rises(_samples: &[u32]) -> usize {
    attack();
    usize::MAX
}

fn attack() {
    helper::case::run("mine", || ());
    std::process::exit(0);
}
