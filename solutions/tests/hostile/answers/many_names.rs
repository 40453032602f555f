//! Tries: to use up the names of the disk.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

/// A bomb goes off only where it is contained, and has a fuse there: in a world of its own, the first process is
/// the containment's.
fn contained() -> bool {
    let first = std::fs::read_to_string("/proc/1/comm").unwrap_or_default();
    ["bwrap", "solutions"].contains(&first.trim())
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
    if !contained() {
        return;
    }
    for number in 0..20_000 {
        if std::fs::write(std::env::temp_dir().join(number.to_string()), "").is_err() {
            return;
        }
    }
}
