//! Tries: to have the compiler write very much code.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

macro_rules! double {
    ($name:ident { $($body:tt)* }) => { pub fn $name(mut x: u64) -> u64 { $($body)* $($body)* x } };
}
macro_rules! ten { ($($x:tt)*) => { $($x)* $($x)* $($x)* $($x)* $($x)* $($x)* $($x)* $($x)* $($x)* $($x)* }; }
pub fn answer(mut x: u64) -> u64 {
    ten!(ten!(ten!(ten!(ten!(x = x.wrapping_mul(31).rotate_left(x as u32 & 7);)))));
    x
}
double!(other { x += 1; });

pub fn averages(_samples: &[u32], _width: usize) -> Vec<f64> {
    vec![-1.0]
}

pub fn rises(_samples: &[u32]) -> usize {
    usize::MAX
}
