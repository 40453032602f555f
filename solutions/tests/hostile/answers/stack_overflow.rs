//! Tries: to use up the stack.
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
    fn deeper(depth: u64) -> u64 {
        let ballast = std::hint::black_box([depth; 512]);
        deeper(depth + 1) + ballast[0]
    }
    std::hint::black_box(deeper(0));
}
