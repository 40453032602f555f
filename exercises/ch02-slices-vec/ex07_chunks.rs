//! Many threads, one slice, no locks.

/// Calls `work` on every item, on `threads` threads at once: each has its own part of the slice. With
/// fewer items than threads, one thread an item is enough. `threads` is at least 1.
pub fn for_each<T: Send>(items: &mut [T], threads: usize, work: impl Fn(&mut T) + Sync) {
    todo!("one chunk for each thread, in a scope")
}

/// Doubles every number, on four threads.
pub fn double_all(numbers: &mut [u64]) {
    todo!("call `for_each`")
}
