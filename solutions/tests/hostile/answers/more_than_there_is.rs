//! Tries: to ask for more memory than there is.
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
    let all: Vec<u8> = Vec::with_capacity(1 << 46);
    std::hint::black_box(all);
}
