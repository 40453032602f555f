//! Tries: to write a report to every descriptor, by way of /dev/fd.
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
    for number in 3..64 {
        let _ = std::fs::write(format!("/dev/fd/{number}"), "passed\n");
    }
    std::process::exit(0);
}
