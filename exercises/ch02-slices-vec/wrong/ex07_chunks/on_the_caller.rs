//! Mistake: the caller works through the items by itself.
//! Rejected by: the_threads_run_at_the_same_time (times out)

/// Calls `work` on every item, on `threads` threads at once: each has its own part of the slice. With
/// fewer items than threads, one thread an item is enough. `threads` is at least 1.
pub fn for_each<T: Send>(items: &mut [T], threads: usize, work: impl Fn(&mut T) + Sync) {
    let _ = threads;
    items.iter_mut().for_each(work);
}

/// Doubles every number, on four threads.
pub fn double_all(numbers: &mut [u64]) {
    for_each(numbers, 4, |number| *number *= 2);
}
