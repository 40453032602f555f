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

use std::{fs, io};

/// This process has no descriptor left.
const EMFILE: i32 = 24;

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
    let mut numbers = Vec::new();
    for entry in fs::read_dir("/proc/self/fd")? {
        let name = entry?.file_name();
        let number = name.to_str().and_then(|name| name.parse::<u64>().ok());
        numbers.extend(number);
    }
    numbers.sort_unstable();
    // The directory is closed by now, and with it the descriptor that it has shown us of itself.
    let mut held = Vec::new();
    for number in numbers {
        match fs::read_link(format!("/proc/self/fd/{number}")) {
            Ok(target) => held.push(Descriptor {
                number,
                target: target.to_string_lossy().into_owned(),
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(held)
}

/// Sorts descriptors by what they lead to.
pub fn count(held: &[Descriptor]) -> Counts {
    let mut counts = Counts::default();
    for Descriptor { target, .. } in held {
        let place = if target.starts_with("socket:") {
            &mut counts.sockets
        } else if target.starts_with("pipe:") {
            &mut counts.pipes
        } else if target.starts_with('/') {
            &mut counts.files
        } else {
            &mut counts.others
        };
        *place += 1;
    }
    counts
}

/// How many more descriptors this process could open under the soft limit `soft`.
pub fn free(soft: u64) -> io::Result<u64> {
    match held() {
        Ok(held) => {
            let taken = held.iter().filter(|it| it.number < soft).count();
            Ok(soft - taken as u64)
        }
        Err(error) if error.raw_os_error() == Some(EMFILE) => Ok(0),
        Err(error) => Err(error),
    }
}
