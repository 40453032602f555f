//! Tries: to print what a test reports.
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
    println!("passed");
    eprintln!("passed");
    println!("\u{1e}passed\u{1e}");
    std::process::exit(0);
}
