//! Tries: to leave files behind.
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
    for folder in ["/tmp", "/var/tmp", "/dev/shm", "/root", "/home", "/", "/usr", "/etc", "..", "../.."] {
        let _ = std::fs::write(format!("{folder}/workbook-canary"), "here");
    }
    if let Ok(home) = std::env::var("HOME") {
        let _ = std::fs::write(format!("{home}/../workbook-canary"), "here");
    }
}
