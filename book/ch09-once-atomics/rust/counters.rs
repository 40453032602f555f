use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

#[derive(Default)]
struct Statistics {
    requests: AtomicU64,
    bytes: AtomicU64,
}

fn main() {
    let statistics = Statistics::default();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..1000 {
                    statistics.requests.fetch_add(1, Ordering::Relaxed);
                    statistics.bytes.fetch_add(64, Ordering::Relaxed);
                }
            });
        }
    });
    let requests = statistics.requests.load(Ordering::Relaxed);
    let bytes = statistics.bytes.swap(0, Ordering::Relaxed);
    println!("{requests} {bytes} {}", statistics.bytes.into_inner());
}
