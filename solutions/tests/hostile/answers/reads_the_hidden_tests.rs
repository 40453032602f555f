//! Tries: to read the hidden tests where they are compiled.
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
    let own = std::env::current_exe().unwrap_or_default();
    let folder = own.parent().map(std::fs::read_dir);
    for entry in folder.into_iter().flatten().flatten().flatten() {
        if entry.path() == own {
            continue;
        }
        let bytes = std::fs::read(entry.path()).unwrap_or_default();
        let begins = |it: &[u8]| it.starts_with(b"the-secret-of-") && it.len() > 36;
        let at = (0..bytes.len()).find(|at| begins(&bytes[*at..]));
        let found = at.map(|at| String::from_utf8_lossy(&bytes[at..at + 36]).into_owned());
        println!("{entry:?} {found:?}");
    }
}
