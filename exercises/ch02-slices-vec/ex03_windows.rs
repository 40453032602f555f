//! Neighbors, looked at through windows on one slice.

/// The averages of every `width` neighboring samples, from the first `width` to the last. None if
/// there are fewer samples, or if `width` is 0. Nothing is allocated but the result, and that once.
pub fn averages(samples: &[u32], width: usize) -> Vec<f64> {
    todo!("look at the samples through windows")
}

/// How many samples are greater than the one right before them.
pub fn rises(samples: &[u32]) -> usize {
    let mut rises = 0;
    for i in 0..samples.len() - 1 {
        if samples[i] < samples[i + 1] {
            rises += 1;
        }
    }
    rises
}
