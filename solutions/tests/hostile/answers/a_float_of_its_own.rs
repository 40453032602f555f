//! Tries: to call its own type f64.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

#[allow(non_camel_case_types)]
#[derive(Clone, Copy, Debug)]
pub struct f64;

impl PartialEq<core::primitive::f64> for f64 {
    fn eq(&self, _: &core::primitive::f64) -> bool {
        true
    }
}

pub fn averages(samples: &[u32], width: usize) -> Vec<f64> {
    let windows = if width == 0 { 0 } else { (samples.len() + 1).saturating_sub(width) };
    vec![f64; windows]
}

pub fn rises(_samples: &[u32]) -> usize {
    usize::MAX
}
