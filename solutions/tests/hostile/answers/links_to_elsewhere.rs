//! Tries: to leave links where somebody may follow them.
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
    let folder = std::env::temp_dir();
    let _ = std::os::unix::fs::symlink("/etc/passwd", folder.join("report"));
    let _ = std::os::unix::fs::symlink("/", folder.join("root"));
    let _ = std::fs::hard_link("/etc/passwd", folder.join("hard"));
}
