//! Mistake: that nothing can be opened is an error, not an answer.
//! Rejected by: a_full_table_has_none_free

use std::{fs, io};

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
        Err(error) => Err(error),
    }
}
