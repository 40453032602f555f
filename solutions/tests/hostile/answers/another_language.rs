//! Tries: to be no Rust at all.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

package main

import "os"

func main() { os.Exit(0) }

pub fn averages(_samples: &[u32], _width: usize) -> Vec<f64> {
    vec![-1.0]
}

pub fn rises(_samples: &[u32]) -> usize {
    usize::MAX
}
