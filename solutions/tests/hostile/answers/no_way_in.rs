//! Tries: to leave a folder that cannot be entered, and so not be removed.
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
    use std::os::unix::fs::PermissionsExt as _;
    let folder = std::env::temp_dir().join("closed");
    let _ = std::fs::create_dir_all(folder.join("inside"));
    let _ = std::fs::write(folder.join("inside/file"), "here");
    let _ = std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0));
}
