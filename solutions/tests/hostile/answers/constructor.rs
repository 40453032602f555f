//! Tries: to run before the test's wrapper does.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

extern "C" fn first() {
    std::process::exit(0);
}

#[used]
#[unsafe(link_section = ".init_array")]
static FIRST: extern "C" fn() = first;
pub fn averages(_samples: &[u32], _width: usize) -> Vec<f64> {
    attack();
    vec![-1.0]
}

pub fn rises(_samples: &[u32]) -> usize {
    attack();
    usize::MAX
}

fn attack() {

}
