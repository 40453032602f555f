//! Tries: to end the process well from the destructor of a thread-local.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

struct Last;

impl Drop for Last {
    fn drop(&mut self) {
        std::process::exit(0);
    }
}

thread_local! {
    static LAST: Last = const { Last };
}
pub fn averages(_samples: &[u32], _width: usize) -> Vec<f64> {
    attack();
    vec![-1.0]
}

pub fn rises(_samples: &[u32]) -> usize {
    attack();
    usize::MAX
}

fn attack() {
    LAST.with(|_| ());
    panic!("on to the destructors");
}
