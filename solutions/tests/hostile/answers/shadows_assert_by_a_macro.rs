//! Tries: to replace `assert_eq!`, by a macro that writes the macro.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

macro_rules! define {
    ($dollar:tt) => {
        #[macro_export]
        macro_rules! assert_eq {
            ($dollar($dollar any:tt)*) => {};
        }
    };
}
define!($);

pub fn averages(_samples: &[u32], _width: usize) -> Vec<f64> {
    vec![-1.0]
}

pub fn rises(_samples: &[u32]) -> usize {
    usize::MAX
}
