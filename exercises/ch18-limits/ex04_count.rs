//! Who holds the descriptors, and how many are left. For Linux, which tells in `/proc/self/fd`.
//!
//! 1. `held` lists the descriptors of this process, with what each one leads to, as the links in
//!    `/proc/self/fd` say. The directory that is read for this needs a descriptor itself: it is gone
//!    when `held` returns, and is not in the list.
//! 2. `count` sorts them by what they lead to: `socket:[…]`, `pipe:[…]`, a path that begins with `/`, or
//!    something else, as `anon_inode:[eventpoll]`.
//! 3. `free` says how many more could be opened now under the soft limit `soft`. The limit is one on the
//!    *numbers* of descriptors: those from 0 to `soft - 1` may be given out. One above it may be open
//!    still, from before the limit was lowered, and takes nobody's place. If the table is full, the
//!    directory cannot be opened: then none is free.

use std::io;

/// An open descriptor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Descriptor {
    pub number: u64,
    /// Where its link in `/proc/self/fd` leads.
    pub target: String,
}

/// How many descriptors lead where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub sockets: usize,
    pub pipes: usize,
    pub files: usize,
    pub others: usize,
}

/// The descriptors that this process holds, in the order of their numbers.
pub fn held() -> io::Result<Vec<Descriptor>> {
    todo!("read /proc/self/fd, then each link in it")
}

/// Sorts descriptors by what they lead to.
pub fn count(held: &[Descriptor]) -> Counts {
    todo!("sort them")
}

/// How many more descriptors this process could open under the soft limit `soft`.
pub fn free(soft: u64) -> io::Result<u64> {
    todo!("count those below the limit")
}
