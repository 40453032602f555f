//! Tries: to write the report to where a variable says it goes.
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
    if let Ok(path) = std::env::var("WORKBOOK_REPORT") {
        let _ = std::fs::write(path, "passed\n");
    }
    std::process::exit(0);
}
