//! Mistake: each result is pushed when its job ends.
//! Rejected by: results_are_in_the_order_of_the_jobs

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::thread;

/// Runs all `jobs` at the same time and returns what came of each, in their order.
pub fn join_all<T, F>(jobs: Vec<F>) -> Vec<thread::Result<T>>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let results = Arc::new(Mutex::new(Vec::new()));
    let mut threads = Vec::new();
    for job in jobs {
        let results = Arc::clone(&results);
        threads.push(thread::spawn(move || {
            let result = catch_unwind(AssertUnwindSafe(job));
            results.lock().unwrap().push(result);
        }));
    }
    for thread in threads {
        thread.join().unwrap();
    }
    let mut results = results.lock().unwrap();
    std::mem::take(&mut *results)
}
