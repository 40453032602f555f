//! Tries: to leave a process behind that holds its output open.
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
    let _ = std::process::Command::new("/bin/sh").args(["-c", "sleep 20 &"]).status();
    std::process::exit(0);
}
