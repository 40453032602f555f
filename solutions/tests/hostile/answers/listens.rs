//! Tries: to wait for orders.
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
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let _ = listener.accept();
}
