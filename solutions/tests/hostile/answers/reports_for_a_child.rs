//! Tries: to give a child of its own a report, and take that for one.
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
    use std::os::fd::OwnedFd;
    use std::os::unix::net::UnixStream;
    let (ours, theirs) = UnixStream::pair().expect("a pair");
    let _ = std::io::Write::write_all(&mut &ours, b"00\n");
    let _ = std::process::Command::new(std::env::current_exe().unwrap_or_default())
        .args(["--exact", "no_window_no_average"])
        .env("WORKBOOK_REPORT", "stdin")
        .stdin(OwnedFd::from(theirs))
        .status();
    std::process::exit(0);
}
