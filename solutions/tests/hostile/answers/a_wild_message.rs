//! Tries: to panic with everything that a report may stumble over.
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
    panic!("</td></table><script>alert(1)</script>]]>&amp;\u{0}\u{1b}[31m\u{202e}txt.exe\r\npassed\t=1+1,\"'");
}
