//! Tries: to read the reference solution while it runs.
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
    let mut folder = std::env::current_dir().unwrap_or_default();
    for _ in 0..12 {
        let file = folder.join("solutions/ch02-slices-vec/ex03_windows.rs");
        if let Ok(text) = std::fs::read_to_string(file) {
            println!("{text}");
        }
        folder.push("..");
    }
}
