use support::sync::Arc;
use support::sync::atomic::{AtomicU32, Ordering::SeqCst};
use support::thread;

/// So many threads, this one included, each of which counts so many times.
fn count(threads: u32, times: u32) {
    support::model(move || {
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
    });
}

fn main() {
    for (threads, times) in [(2, 1), (2, 2), (2, 4), (3, 1), (3, 2), (3, 3)] {
        print!("{threads} threads, {times} steps each: ");
        count(threads, times);
    }
}
