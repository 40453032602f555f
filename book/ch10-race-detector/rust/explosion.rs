use support::model::Model;
use support::sync::Arc;
use support::sync::atomic::{AtomicU32, Ordering::SeqCst};
use support::thread;

/// So many threads, this one included, each of which counts so many times.
fn explore(threads: u32, times: u32) -> String {
    let count = move || {
        let visits = Arc::new(AtomicU32::new(0));
        let others: Vec<_> = (1..threads)
            .map(|_| {
                let visits = Arc::clone(&visits);
                thread::spawn(move || {
                    for _ in 0..times {
                        visits.fetch_add(1, SeqCst);
                    }
                })
            })
            .collect();
        for _ in 0..times {
            visits.fetch_add(1, SeqCst);
        }
        for other in others {
            other.join().unwrap();
        }
        assert_eq!(visits.load(SeqCst), threads * times);
    };
    match Model::new().executions(6_000).seconds(25).explore(count) {
        Ok(explored) => explored.to_string(),
        Err(failed) => failed.failure.message,
    }
}

fn main() {
    for (threads, times) in [(2, 1), (2, 2), (2, 4), (3, 1), (3, 2), (3, 3)] {
        println!("{threads} × {times}: {}", explore(threads, times));
    }
}
