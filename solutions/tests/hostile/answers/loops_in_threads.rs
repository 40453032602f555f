//! Tries: to never end, on every processor.
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
    let all: Vec<_> = (0..8)
        .map(|_| std::thread::spawn(|| loop { std::hint::spin_loop(); }))
        .collect();
    for one in all {
        let _ = one.join();
    }
}
