//! Tries: to panic very often before the end.
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
    for _ in 0..100_000 {
        let _ = std::panic::catch_unwind(|| panic!("again"));
    }
}
