//! Tries: to be itself once more, and run a test that it passes.
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
    use std::os::unix::process::CommandExt as _;
    let itself = std::env::current_exe().unwrap_or_default();
    let _ = std::process::Command::new(itself).args(["--exact", "no_such_test"]).exec();
}
