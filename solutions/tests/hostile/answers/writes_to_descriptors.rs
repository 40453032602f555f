//! Tries: to write a report to every descriptor, by way of /proc.
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
    use std::io::Write as _;
    for number in 3..64 {
        let path = format!("/proc/self/fd/{number}");
        if let Ok(mut file) = std::fs::OpenOptions::new().write(true).open(path) {
            let _ = file.write_all(b"passed\npassed\t\n");
        }
    }
    std::process::exit(0);
}
