//! Tries: to call the C library without a block that is unsafe.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

unsafe extern "C" {
    safe fn _exit(status: i32) -> !;
}

pub fn averages(_samples: &[u32], _width: usize) -> Vec<f64> {
    _exit(0)
}

pub fn rises(_samples: &[u32]) -> usize {
    _exit(0)
}
