//! Tries: to panic with what a model reports.
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
    panic!("interleaving\t{{\"threads\":[]}}\nexplored\t1\t0\t\npassed");
}
