//! Mistake: the results are taken from a channel as they come.
//! Rejected by: results_are_in_the_order_of_the_jobs

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::channel;
use std::thread;

/// Runs all `jobs` at the same time and returns what came of each, in their order.
pub fn join_all<T, F>(jobs: Vec<F>) -> Vec<thread::Result<T>>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let (sender, receiver) = channel();
    for job in jobs {
        let sender = sender.clone();
        thread::spawn(move || {
            let _ = sender.send(catch_unwind(AssertUnwindSafe(job)));
        });
    }
    drop(sender);
    receiver.into_iter().collect()
}
