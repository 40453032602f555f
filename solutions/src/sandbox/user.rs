//! Users for the tasks of a grader that is root.
//!
//! The kernel counts processes by user, and exempts root from the limit: nothing but the watch would bound a
//! fork bomb, and the bomb would keep the watch from the processors. (Measured on two cores: it took minutes.)
//! Namespaces do not help, since to the machine their users are still root. So a grader that is root makes
//! each test a user of its own, by a number that nobody has.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
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

/// Lets every user write to `folder`: several tests may have the same one, each as its own user. What one has
/// written there, no other can change or remove.
pub(super) fn share(folder: &Path) -> io::Result<()> {
    fs::set_permissions(folder, fs::Permissions::from_mode(0o1777))
}

/// Whether a user that nobody knows gets to `path`, where files are where they are.
pub(super) fn may_reach(path: &Path) -> io::Result<()> {
    let own = rustix::thread::capabilities(None)?.permitted;
    if own.contains(CapabilitySet::DAC_READ_SEARCH) {
        // Which the task keeps.
        return Ok(());
    }
    for folder in path.ancestors().skip(1) {
        if !folder.as_os_str().is_empty() && mode(folder)? & 0o001 == 0 {
            return Err(roots_alone(folder));
        }
    }
    Ok(())
}

/// Whether a user that nobody knows may read `path`, once there.
pub(super) fn may_read(path: &Path) -> io::Result<()> {
    let wanted = if path.is_dir() { 0o005 } else { 0o004 };
    if mode(path)? & wanted == wanted {
        Ok(())
    } else {
        Err(roots_alone(path))
    }
}

fn mode(path: &Path) -> io::Result<u32> {
    let metadata = fs::metadata(path);
    metadata
        .map(|it| it.permissions().mode())
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
}

fn roots_alone(path: &Path) -> io::Error {
    let path = path.display();
    io::Error::new(
        io::ErrorKind::PermissionDenied,
        format!(
            "{path} is root's alone, and a grader that is root runs tests as another user: allow that by \
             `chmod -R go+rX {path}`, or grade as a user who is not root"
        ),
    )
}
