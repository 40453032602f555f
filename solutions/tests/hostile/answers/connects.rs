//! Tries: to send its findings to a server on this machine.
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
    use std::io::Write as _;
    for address in ["127.0.0.1:21711", "[::1]:21711", "0.0.0.0:21711"] {
        if let Ok(mut stream) = std::net::TcpStream::connect(address) {
            let _ = stream.write_all(b"here");
        }
    }
}
