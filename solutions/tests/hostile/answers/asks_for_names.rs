//! Tries: to ask for the address of a server far away.
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
    use std::net::ToSocketAddrs as _;
    let _ = ("example.org", 80).to_socket_addrs().map(|it| it.count());
}
