//! Mistake: the numbers are doubled by the calling thread, alone.
//! Rejected by: doubling_takes_four_threads

use std::thread;

/// Calls `work` on every item, on `threads` threads at once: each has its own part of the slice. With
/// fewer items than threads, one thread an item is enough. `threads` is at least 1.
pub fn for_each<T: Send>(items: &mut [T], threads: usize, work: impl Fn(&mut T) + Sync) {
    // Rounded up, so that the last chunk is the small one; `chunks_mut` does not take a 0.
    let size = items.len().div_ceil(threads).max(1);
    thread::scope(|scope| {
        for chunk in items.chunks_mut(size) {
            scope.spawn(|| chunk.iter_mut().for_each(&work));
        }
    });
}

/// Doubles every number, on four threads.
pub fn double_all(numbers: &mut [u64]) {
    for number in numbers {
        *number *= 2;
    }
}
