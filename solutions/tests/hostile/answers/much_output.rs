//! Tries: to print more than anybody reads.
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
    let line = "x".repeat(1 << 20);
    for _ in 0..64 {
        println!("{line}");
        eprintln!("{line}");
    }
}
