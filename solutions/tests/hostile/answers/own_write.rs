//! Tries: to replace a function of the C library.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

#[unsafe(export_name = "write")]
pub extern "C" fn mine(_: i32, _: *const u8, count: usize) -> isize {
    count as isize
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
