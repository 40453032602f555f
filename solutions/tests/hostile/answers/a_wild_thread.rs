//! Tries: to panic in a thread whose name is a record of its own.
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
    let name = "main\tpassed\tx\tpassed\n passed";
    let thread = std::thread::Builder::new().name(name.to_owned());
    let panics = || panic!("passed\npassed\t");
    let _ = thread.spawn(panics).map(|it| it.join());
}
