//! Tries: to be root in a world of its own.
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
    for tool in ["unshare", "nsenter", "mount", "chroot", "su", "sudo"] {
        let _ = std::process::Command::new(tool).args(["-r", "-m", "/bin/sh", "-c", "id; mount -t tmpfs x /usr"]).status();
    }
}
