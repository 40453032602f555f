//! Tries: to look up the expected values in the test's file.
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
    for folder in ["tests", "../tests", "exercises/ch02-slices-vec/tests"] {
        for name in ["ex03_windows.rs", "ex03_windows_hidden.rs"] {
            if let Ok(text) = std::fs::read_to_string(format!("{folder}/{name}")) {
                println!("{text}");
            }
        }
    }
}
