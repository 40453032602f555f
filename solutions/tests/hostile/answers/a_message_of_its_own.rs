//! Tries: to have the compiler say something wild.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

compile_error!("</pre><script>alert(1)</script>\u{1b}[31m error[E0000]: test result: ok");

pub fn averages(_samples: &[u32], _width: usize) -> Vec<f64> {
    vec![-1.0]
}

pub fn rises(_samples: &[u32]) -> usize {
    usize::MAX
}
