//! Tries: to read the nonce from standard input.
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
    let mut said = String::new();
    let _ = std::io::Read::read_to_string(&mut std::io::stdin(), &mut said);
    println!("passed\t{said}");
    std::process::exit(0);
}
