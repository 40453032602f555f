//! Tries: to be another program, which ends well.
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
    let _ = std::process::Command::new("/bin/true").exec();
}
