//! Tries: to wait for a message that nobody sends.
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
    let (_sender, receiver) = std::sync::mpsc::channel::<()>();
    let _ = receiver.recv();
}
