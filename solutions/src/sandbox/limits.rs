//! Hard limits of each process, set by the helper for itself, and inherited by the task.

use std::io;
use std::thread;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use workbook::judge::Limits;

const MIB: u64 = 1 << 20;

/// What a thread of a Rust program reserves, whether it uses it or not.
const STACK: u64 = 2 * MIB + 256 * 1024;

/// What glibc reserves for each of its arenas, of which there are up to eight a core.
const ARENA: u64 = 128 * MIB;

/// What a compiler and its libraries occupy, besides their memory.
const IMAGE: u64 = 2048 * MIB;

/// How many descriptors a process may have. The exercises on limits lower it, and need no more.
const DESCRIPTORS: u64 = 4096;

/// Bounds this process, and all that it starts, each for itself.
///
/// What is bounded is reserved memory, which is more than what is used: a thread that does nothing has 2 MiB.
/// So the bound on one process is above [`Limits::memory`], and the [watch](super::watch) holds it to that.
pub(super) fn set(limits: &Limits, processes: Option<u64>) -> io::Result<()> {
    let threads = u64::from(limits.processes);
    let cores = thread::available_parallelism().map_or(1, usize::from) as u64;
    let data = limits.memory + threads * STACK;
    let bounds = [
        (Resource::Data, data),
        // Shared memory is not data.
        (Resource::As, data + IMAGE + ARENA * threads.min(8 * cores)),
        // Beyond the watch's, which sums, and says what was exceeded.
        (Resource::Cpu, limits.cpu.as_secs() + 2),
        (Resource::Fsize, limits.file),
        (Resource::Nofile, DESCRIPTORS),
        (Resource::Core, 0),
        (Resource::Msgqueue, 0),
        (Resource::Memlock, 64 * 1024),
    ];
    for (resource, bound) in bounds {
        lower(resource, bound)?;
    }
    if let Some(processes) = processes {
        lower(Resource::Nproc, processes)?;
    }
    Ok(())
}

/// Lowers a limit, or leaves it if it is lower already: only the system's manager may raise it.
fn lower(resource: Resource, bound: u64) -> io::Result<()> {
    let maximum = getrlimit(resource).maximum;
    let bound = maximum.map_or(bound, |it| it.min(bound));
    let both = Rlimit {
        current: Some(bound),
        maximum: Some(bound),
    };
    Ok(setrlimit(resource, both)?)
}

/// How many processes and threads the kernel lets a task have. Some more than it may have: so the watch sees
/// that there are too many, and says so, where the kernel would only refuse the next.
pub(super) fn hard(processes: u32) -> u64 {
    u64::from(processes) * 5 / 4 + 16
}

/// How many processes of this user there may be, so that there can be `more`, where a user's are counted
/// together: none is said for the superuser, whom the kernel does not limit.
///
/// Other tasks start and end meanwhile, so there is some room. It is the watch that holds a task to its number.
pub(super) fn of_user(more: u32) -> Option<u64> {
    let user = rustix::process::getuid();
    if user.is_root() {
        return None;
    }
    let mut threads = 0;
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        use std::os::unix::fs::MetadataExt as _;

        if entry.metadata().is_ok_and(|it| it.uid() == user.as_raw()) {
            let tasks = std::fs::read_dir(entry.path().join("task"));
            threads += tasks.into_iter().flatten().count() as u64;
        }
    }
    Some(threads + 4 * u64::from(more).max(256))
}
