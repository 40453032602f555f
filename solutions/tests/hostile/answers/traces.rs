//! Tries: to have a debugger change it.
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
    let me = std::process::id().to_string();
    for tracer in ["/usr/bin/gdb", "/usr/bin/strace"] {
        let _ = std::process::Command::new(tracer).args(["-p", &me]).status();
    }
}
