//! Tries: to find the nonce in its own memory, and write it somewhere.
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
    use std::io::{Read as _, Seek as _, SeekFrom};
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap_or_default();
    let Ok(mut memory) = std::fs::File::open("/proc/self/mem") else {
        std::process::exit(0);
    };
    for line in maps.lines().filter(|line| line.contains("rw-p")) {
        let (start, _) = line.split_once('-').unwrap_or(("0", ""));
        let start = u64::from_str_radix(start, 16).unwrap_or(0);
        let mut bytes = vec![0; 1 << 16];
        if memory.seek(SeekFrom::Start(start)).is_ok() && memory.read(&mut bytes).is_ok() {
            for nonce in bytes.chunks(32) {
                println!("passed\t{}", String::from_utf8_lossy(nonce));
            }
        }
    }
    std::process::exit(0);
}
