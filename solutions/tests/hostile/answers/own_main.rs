//! Tries: to be the main function of the executable.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

#[unsafe(no_mangle)]
pub extern "C" fn main() -> i32 {
    0
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

}
