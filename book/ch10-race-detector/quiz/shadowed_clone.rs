use std::sync::Mutex;
use std::thread;

#[derive(Default)]
struct Stats {
    requests: Mutex<u64>,
}

impl Clone for Stats {
    fn clone(&self) -> Self {
        Self {
            requests: Mutex::new(*self.requests.lock().unwrap()),
        }
    }
}

fn main() {
    let stats = Stats::default();
    let workers: Vec<_> = (0..3)
        .map(|_| {
            let stats = stats.clone();
            thread::spawn(move || *stats.requests.lock().unwrap() += 1)
        })
        .collect();
    for worker in workers {
        worker.join().unwrap();
    }
    println!("{}", stats.requests.lock().unwrap());
}
