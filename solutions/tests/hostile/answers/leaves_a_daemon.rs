//! Tries: to leave a process behind that goes on.
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
    let script = "setsid sh -c 'sleep 20; : workbook-daemon' >/dev/null 2>&1 </dev/null &";
    let _ = std::process::Command::new("/bin/sh").args(["-c", script]).status();
    std::process::exit(0);
}
