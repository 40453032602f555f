use std::sync::Mutex;
use std::thread;

#[derive(Default)]
struct Stats {
    requests: Mutex<u64>,
}

impl Stats {
    fn record(&self) {
        *self.requests.lock().expect("nobody panics") += 1;
    }
}

fn main() {
    let stats = Stats::default();
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| stats.record());
        }
    });
    // Moving is not copying: the lock has one place, and nobody can be inside it.
    let moved = stats;
    println!(
        "requests: {}",
        moved.requests.into_inner().expect("nobody panicked")
    );
}
