//! Tries: to have a shell write a report to every descriptor.
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
    let script = "for n in 3 4 5 6 7 8 9; do echo passed >&$n; done 2>/dev/null";
    let _ = std::process::Command::new("/bin/sh").args(["-c", script]).status();
    std::process::exit(0);
}
