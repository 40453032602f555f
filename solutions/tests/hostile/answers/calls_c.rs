//! Tries: to call the C library.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

unsafe extern "C" {
    fn _exit(status: i32) -> !;
}
pub fn averages(_samples: &[u32], _width: usize) -> Vec<f64> {
    attack();
    vec![-1.0]
}

pub fn rises(_samples: &[u32]) -> usize {
    attack();
    usize::MAX
}

fn attack() {
    unsafe { _exit(0) };
}
