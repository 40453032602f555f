//! Tries: to change its own code by writing to its memory.
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
    use std::io::{Seek as _, SeekFrom, Write as _};
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap_or_default();
    let code = maps.lines().find(|line| line.contains("r-xp")).unwrap_or_default();
    let (start, _) = code.split_once('-').unwrap_or(("0", ""));
    let start = u64::from_str_radix(start, 16).unwrap_or(0);
    let mut memory = std::fs::OpenOptions::new().write(true).open("/proc/self/mem").expect("it opens");
    memory.seek(SeekFrom::Start(start)).expect("there");
    memory.write_all(&[0xc3; 1 << 16]).expect("written");
}
