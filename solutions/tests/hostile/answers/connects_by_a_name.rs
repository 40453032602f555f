//! Tries: to reach a socket of this machine by its abstract name.
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
    use std::os::linux::net::SocketAddrExt as _;
    use std::os::unix::net::{SocketAddr, UnixStream};
    if let Ok(address) = SocketAddr::from_abstract_name("workbook-hostile") {
        if let Ok(stream) = UnixStream::connect_addr(&address) {
            let _ = std::io::Write::write_all(&mut &stream, b"here");
        }
    }
}
