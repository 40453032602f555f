//! Tries: to have the compiler build types for ever.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

trait Deep {
    const DEPTH: usize;
}
impl Deep for () {
    const DEPTH: usize = 0;
}
impl<A: Deep> Deep for (A, A) {
    const DEPTH: usize = 1 + A::DEPTH;
}
fn deeper<A: Deep>(left: u32, some: A) -> usize
where
    A: Clone,
{
    if left == 0 { A::DEPTH } else { deeper(left - 1, (some.clone(), some)) }
}
pub fn answer() -> usize {
    deeper(100, ())
}

pub fn averages(_samples: &[u32], _width: usize) -> Vec<f64> {
    vec![-1.0]
}

pub fn rises(_samples: &[u32]) -> usize {
    usize::MAX
}
