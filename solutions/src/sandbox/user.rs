//! Users for the tasks of a grader that is root.
//!
//! The kernel counts processes by user, and exempts root from the limit: nothing but the watch would bound a
//! fork bomb, and the bomb would keep the watch from the processors. (Measured on two cores: it took minutes.)
//! Namespaces do not help, since to the machine their users are still root. So a grader that is root makes
//! each test a user of its own, by a number that nobody has.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use rustix::process::{Gid, Uid};
use rustix::thread::{
    CapabilitySet, CapabilitySets, clear_ambient_capability_set,
    configure_capability_in_ambient_set, set_capabilities, set_keep_capabilities, set_thread_gid,
    set_thread_groups, set_thread_uid,
};

/// The first of the numbers, above those that systems give to people and containers.
const FIRST: u32 = 2_000_000_000;

/// How many tasks of one grader there can be at a time.
const EACH: u32 = 4096;

/// Above this the kernel numbers no processes on its common settings; a second grader that has the same
/// numbers shares its limits, and no more.
const GRADERS: u32 = 32_768;

/// The user for the next test of this grader, if the kernel exempts its own user from the limit on processes.
pub(super) fn apart() -> Option<u32> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    unlimited().then(|| {
        let grader = std::process::id() % GRADERS;
        let task = NEXT.fetch_add(1, Ordering::Relaxed) % EACH;
        FIRST + grader * EACH + task
    })
}

/// Whether this process is root to the whole machine, not only to a container.
fn unlimited() -> bool {
    let map = fs::read_to_string("/proc/self/uid_map").unwrap_or_default();
    let whole = map.split_ascii_whitespace().eq(["0", "0", "4294967295"]);
    rustix::process::geteuid().is_root() && whole
}

/// Sees to it that what this process starts, as another user, has none of its powers.
pub(super) fn pass_on_nothing() -> io::Result<()> {
    clear_ambient_capability_set()?;
    let own = rustix::thread::capabilities(None)?;
    let inheritable = CapabilitySet::empty();
    Ok(set_capabilities(
        None,
        CapabilitySets { inheritable, ..own },
    )?)
}

/// Turns this process, which is root, into `user`, who has none of root's powers but for `kept`.
pub(super) fn become_(user: u32, kept: CapabilitySet) -> io::Result<()> {
    let kept = kept & rustix::thread::capabilities(None)?.permitted;
    set_keep_capabilities(!kept.is_empty())?;
    set_thread_groups(&[])?;
    set_thread_gid(Gid::from_raw(user))?;
    set_thread_uid(Uid::from_raw(user))?;
    set_capabilities(
        None,
        CapabilitySets {
            effective: kept,
            permitted: kept,
            inheritable: kept,
        },
    )?;
    clear_ambient_capability_set()?;
    for capability in kept {
        configure_capability_in_ambient_set(capability, true)?;
    }
    Ok(())
}

/// Gives `folder`, and what the grader has put there, to `user`.
pub(super) fn give(folder: &Path, user: u32) -> io::Result<()> {
    std::os::unix::fs::lchown(folder, Some(user), Some(user))?;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            give(&entry.path(), user)?;
        } else {
            std::os::unix::fs::lchown(entry.path(), Some(user), Some(user))?;
        }
    }
    Ok(())
}
