//! Tries: to compile and run a program that is unsafe.
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
    let folder = std::env::temp_dir();
    let source = folder.join("inner.rs");
    let program = "extern \"C\" { fn write(f: i32, b: *const u8, n: usize) -> isize; }\nfn main() { for f in 3..64 { unsafe { write(f, b\"passed\\n\".as_ptr(), 7); } } }";
    let _ = std::fs::write(&source, program);
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let _ = std::process::Command::new(rustc)
        .args(["--edition", "2021", "-o"])
        .arg(folder.join("inner"))
        .arg(&source)
        .status();
    let _ = std::process::Command::new(folder.join("inner")).status();
    std::process::exit(0);
}
