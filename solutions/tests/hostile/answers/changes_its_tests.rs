//! Tries: to change its tests and snapshots.
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
    for name in ["tests/ex03_windows.rs", "ex03_windows.rs", "tests/snapshots/x.snap"] {
        let _ = std::fs::write(name, "");
        let _ = std::fs::remove_file(name);
    }
    let _ = std::fs::remove_dir_all("tests");
}
