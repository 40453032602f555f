//! Tries: to use up the memory, a little in each thread.
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
    std::thread::scope(|scope| {
        for _ in 0..64 {
            scope.spawn(|| {
                let some = vec![1u8; 32 << 20];
                std::thread::sleep(std::time::Duration::from_secs(3));
                std::hint::black_box(some);
            });
        }
    });
}
