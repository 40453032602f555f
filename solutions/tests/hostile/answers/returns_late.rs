//! Tries: to come back with the answer when its time is over.
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
    std::thread::sleep(std::time::Duration::from_secs(30));
}
