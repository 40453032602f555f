//! Tries: to allow itself to be unsafe in one function.
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
    #[allow(unsafe_code)]
    fn quietly() {
        unsafe { std::env::remove_var("PATH") };
    }
    quietly();
}
