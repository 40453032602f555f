//! Mistake: the division is rounded up even where it leaves no rest, so that four items fill two threads.
//! Rejected by: the_threads_run_at_the_same_time (times out)

use std::thread;

/// Calls `work` on every item, on `threads` threads at once: each has its own part of the slice. With
/// fewer items than threads, one thread an item is enough. `threads` is at least 1.
pub fn for_each<T: Send>(items: &mut [T], threads: usize, work: impl Fn(&mut T) + Sync) {
    let size = items.len() / threads + 1;
    thread::scope(|scope| {
        for chunk in items.chunks_mut(size) {
            scope.spawn(|| chunk.iter_mut().for_each(&work));
        }
    });
}

/// Doubles every number, on four threads.
pub fn double_all(numbers: &mut [u64]) {
    for_each(numbers, 4, |number| *number *= 2);
}
