use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

#[derive(Default)]
struct Meter {
    bytes: AtomicU64,
}

impl Meter {
    fn record(&self, size: u64) {
        self.bytes.fetch_add(size, Ordering::Relaxed);
    }
}

fn main() {
    let meter = Meter::default();
    thread::scope(|scope| {
        scope.spawn(|| meter.record(100));
        scope.spawn(|| meter.record(50));
    });
    println!("{} bytes", meter.bytes.into_inner());
}
