//! The watch over a task: what all its processes use up together, and who still waits for it.
//!
//! A hard limit holds for one process, and a task may have many. So the helper looks at all of them, every
//! [`BUSY`] while they use the processors, less often while they wait: two hundred deadlocked tests are not
//! to cost a core. What a task can use up before it is seen is what it can use up in one such interval:
//! some 100 MB of memory on a fast machine.
//!
//! The number of processes has a hard bound, a little above the task's. But a fork bomb in that bound is a
//! hundred processes that want a processor, and the watch is one more. Root's comes before them, and sees the
//! bomb in about a second; another user's was seen to take five on two busy cores. As long, other tests get
//! little of the processors: one that timed out beside a bomb deserves a second run.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::os::fd::BorrowedFd;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{
    Pid, PidfdFlags, Signal, WaitOptions, getpid, pidfd_open, pidfd_send_signal, wait,
};
use workbook::judge::{Ended, Limit, Limits};

/// How often a task is looked at that uses the processors.
pub const BUSY: Duration = Duration::from_millis(20);

/// How often one is looked at that waits.
pub const QUIET: Duration = Duration::from_millis(200);

/// How many files a task may have.
pub const FILES: u64 = 4096;

/// How long the end of all processes may take, some of which start others while they are being killed.
const LAST: Duration = Duration::from_secs(60);

/// Who belongs to the task.
#[derive(Clone, Copy, Debug)]
pub(super) enum Family {
    /// All processes that there are, but for this one, the first of its namespace.
    Namespace,
    /// All that descend from this one, which is their reaper.
    Descendants,
}

/// Where the task writes.
#[derive(Debug)]
pub(super) enum Room {
    /// A file system of its own, which is as large as it may be.
    Own(PathBuf),
    /// A folder of the machine's file system.
    Folder(PathBuf),
}

/// Waits for the end of `child`, the task's first process, and sees to the end of all others.
///
/// The task is ended when it exceeds `limits`, and when one of `waiting` is closed or is a process that has
/// ended: the descriptors of those for whom it is done.
pub(super) fn watch(
    child: Pid,
    family: Family,
    room: &Room,
    limits: &Limits,
    waiting: &[BorrowedFd<'_>],
) -> io::Result<Ended> {
    let ended = follow(child, family, room, limits, waiting);
    end_all(family)?;
    if let Room::Folder(folder) = room {
        tidy(folder);
    }
    ended
}

fn follow(
    child: Pid,
    family: Family,
    room: &Room,
    limits: &Limits,
    waiting: &[BorrowedFd<'_>],
) -> io::Result<Ended> {
    let end = pidfd_open(child, PidfdFlags::empty())?;
    let mut interval = BUSY;
    let mut before = Duration::ZERO;
    let mut measured = Instant::now();
    loop {
        let mut polled = vec![PollFd::new(&end, PollFlags::IN)];
        polled.extend(waiting.iter().map(|it| PollFd::new(it, PollFlags::IN)));
        let timeout = Timespec::try_from(interval).expect("less than a second");
        match poll(&mut polled, Some(&timeout)) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        if polled[1..].iter().any(|it| !it.revents().is_empty()) {
            return Ok(Ended::Signaled(Signal::KILL.as_raw()));
        }
        if let Some(ended) = reap(child)? {
            return Ok(ended);
        }
        // A bomb leaves the watch little of the processors: no more is looked at than it takes to see one.
        let members = members(family, limits.processes as usize + 1);
        if members.len() > limits.processes as usize {
            return Ok(Ended::Exceeded(Limit::Processes));
        }
        let use_ = Use::of(&members);
        if let Some(limit) = use_.exceeds(limits) {
            return Ok(Ended::Exceeded(limit));
        }
        let busy = use_.cpu > before;
        before = use_.cpu;
        interval = if busy {
            BUSY
        } else {
            (interval * 2).min(QUIET)
        };
        // Going through a folder costs more than going through processes.
        let due = matches!(room, Room::Own(_)) || measured.elapsed() >= 5 * BUSY;
        if due {
            measured = Instant::now();
            if room.exceeded(limits, &use_.processes) {
                return Ok(Ended::Exceeded(Limit::Files));
            }
        }
    }
}

/// Takes note of all processes that have ended, and says how `child` did, if it did.
fn reap(child: Pid) -> io::Result<Option<Ended>> {
    loop {
        match wait(WaitOptions::NOHANG) {
            Ok(Some((pid, status))) if pid == child => {
                return Ok(Some(match status.terminating_signal() {
                    Some(signal) => Ended::Signaled(signal),
                    None => Ended::Exited(status.exit_status().unwrap_or(-1)),
                }));
            }
            Ok(Some(_)) | Err(Errno::INTR) => {}
            Ok(None) | Err(Errno::CHILD) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
    }
}

/// What a task uses.
#[derive(Debug, Default)]
struct Use {
    processes: Vec<u32>,
    threads: u64,
    /// In pages, those counted twice that two processes share.
    resident: u64,
    cpu: Duration,
}

impl Use {
    fn of(members: &[u32]) -> Self {
        let mut sum = Self::default();
        let mut ticks = Stat::of("self").map_or(0, |own| own.ended_ticks);
        for &pid in members {
            // One that has ended in the meantime uses nothing.
            let Some(stat) = Stat::of(&pid.to_string()) else {
                continue;
            };
            sum.processes.push(pid);
            sum.threads += stat.threads;
            sum.resident += stat.resident;
            ticks += stat.ticks + stat.ended_ticks;
        }
        let per_second = rustix::param::clock_ticks_per_second();
        sum.cpu = Duration::from_millis(ticks * 1000 / per_second);
        sum
    }

    fn exceeds(&self, limits: &Limits) -> Option<Limit> {
        if self.threads > u64::from(limits.processes) {
            return Some(Limit::Processes);
        }
        if self.cpu > limits.cpu {
            return Some(Limit::Cpu);
        }
        let page = rustix::param::page_size() as u64;
        let too_much = self.resident * page > limits.memory && self.shared_once() > limits.memory;
        too_much.then_some(Limit::Memory)
    }

    /// Bytes of memory, what is shared counted in shares. The kernel takes its time to tell that.
    fn shared_once(&self) -> u64 {
        let page = rustix::param::page_size() as u64;
        self.processes
            .iter()
            .filter_map(|pid| {
                proportional(*pid).or_else(|| Some(Stat::of(&pid.to_string())?.resident * page))
            })
            .sum()
    }
}

fn proportional(pid: u32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

/// What `/proc/PID/stat` tells.
struct Stat {
    /// 0 for one whose parent is outside of the namespace.
    parent: u32,
    threads: u64,
    resident: u64,
    ticks: u64,
    /// Of its children that have ended.
    ended_ticks: u64,
}

impl Stat {
    fn of(process: &str) -> Option<Self> {
        Self::parse(&fs::read_to_string(format!("/proc/{process}/stat")).ok()?)
    }

    fn parse(text: &str) -> Option<Self> {
        // The name comes second, in parentheses, and may hold parentheses and spaces.
        let (_, after) = text.rsplit_once(')')?;
        let fields: Vec<&str> = after.split_ascii_whitespace().collect();
        // As numbered in proc_pid_stat(5), where the first of these is the third.
        let field = |number: usize| fields.get(number - 3)?.parse::<u64>().ok();
        Some(Self {
            parent: u32::try_from(field(4)?).ok()?,
            threads: field(20)?,
            resident: field(24)?,
            ticks: field(14)? + field(15)?,
            ended_ticks: field(16)? + field(17)?,
        })
    }
}

/// The processes of a task, or the first `most` of them.
fn members(family: Family, most: usize) -> Vec<u32> {
    let own = getpid().as_raw_nonzero().get().cast_unsigned();
    match family {
        Family::Namespace => {
            let others = numbers("/proc").filter(|pid| *pid != own);
            others.take(most).collect()
        }
        // Which some kernels cannot be asked.
        Family::Descendants if Path::new("/proc/thread-self/children").exists() => {
            descendants(own, most, told_children)
        }
        Family::Descendants => descendants(own, most, seen_children()),
    }
}

fn descendants(first: u32, most: usize, children: impl Fn(u32) -> Vec<u32>) -> Vec<u32> {
    let mut found = Vec::new();
    let mut waiting = vec![first];
    while found.len() < most
        && let Some(pid) = waiting.pop()
    {
        let children = children(pid);
        found.extend(&children);
        waiting.extend(children);
    }
    found
}

/// The children of a process, which each of its threads has its own of, as the kernel tells them.
fn told_children(pid: u32) -> Vec<u32> {
    let mut found = Vec::new();
    for thread in numbers(&format!("/proc/{pid}/task")) {
        let path = format!("/proc/{pid}/task/{thread}/children");
        let text = fs::read_to_string(path).unwrap_or_default();
        found.extend(
            text.split_ascii_whitespace()
                .filter_map(|it| it.parse::<u32>().ok()),
        );
    }
    found
}

/// The same, by a look at all processes.
fn seen_children() -> impl Fn(u32) -> Vec<u32> {
    let parents: Vec<(u32, u32)> = numbers("/proc")
        .filter_map(|pid| Some((pid, Stat::of(&pid.to_string())?.parent)))
        .collect();
    move |parent| {
        let children = parents.iter().filter(|(_, it)| *it == parent);
        children.map(|(pid, _)| *pid).collect()
    }
}

/// The entries of a folder whose names are numbers.
fn numbers(folder: &str) -> impl Iterator<Item = u32> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

/// Ends all processes of the task, those too that start others while they are being ended.
///
/// In a namespace, the kernel does so once more, and without fail, when the first process of it ends.
fn end_all(family: Family) -> io::Result<()> {
    let start = Instant::now();
    loop {
        kill(&members(family, usize::MAX));
        loop {
            match wait(WaitOptions::NOHANG) {
                Ok(Some(_)) | Err(Errno::INTR) => {}
                // As the reaper, this process would have them as its children.
                Err(Errno::CHILD) => return Ok(()),
                Ok(None) => break,
                Err(error) => return Err(error.into()),
            }
        }
        match family {
            Family::Namespace if start.elapsed() > QUIET => return Ok(()),
            Family::Descendants if start.elapsed() > LAST => {
                return Err(io::Error::other("some processes of the task do not end"));
            }
            _ => {}
        }
        let moment = Timespec {
            tv_sec: 0,
            tv_nsec: 500_000,
        };
        let _ = poll(&mut [], Some(&moment));
    }
}

/// Kills `members`, and nobody who has got the number of one that ended in the meantime.
fn kill(members: &[u32]) {
    let own = getpid().as_raw_nonzero().get().cast_unsigned();
    let family: HashSet<u32> = members.iter().copied().chain([own]).collect();
    for number in members {
        let Some(pid) = Pid::from_raw(number.cast_signed()) else {
            continue;
        };
        // From here on it is this process or none.
        let Ok(process) = pidfd_open(pid, PidfdFlags::empty()) else {
            continue;
        };
        let parent = Stat::of(&number.to_string()).map(|it| it.parent);
        if parent.is_some_and(|it| family.contains(&it)) {
            let _ = pidfd_send_signal(&process, Signal::KILL);
        }
    }
}

impl Room {
    fn exceeded(&self, limits: &Limits, processes: &[u32]) -> bool {
        match self {
            Self::Own(folder) => {
                rustix::fs::statvfs(folder).is_ok_and(|it| it.f_files - it.f_ffree > FILES)
            }
            Self::Folder(folder) => {
                let mut sum = Files::default();
                sum.add_folder(folder);
                for pid in processes {
                    sum.add_unnamed(*pid);
                }
                sum.count > FILES || sum.bytes > limits.file
            }
        }
    }
}

/// What there is of files.
#[derive(Default)]
struct Files {
    count: u64,
    bytes: u64,
    unnamed: HashSet<(u64, u64)>,
}

impl Files {
    fn add_folder(&mut self, folder: &Path) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            self.count += 1;
            // More than there may be: no need to see the rest.
            if self.count > FILES {
                return;
            }
            // Of the entry itself: links are not followed.
            let Ok(metadata) = entry.metadata() else {
                continue;
            };
            self.bytes += metadata.blocks() * 512;
            if metadata.is_dir() {
                self.add_folder(&entry.path());
            }
        }
    }

    /// Files that have been removed, but are still open.
    fn add_unnamed(&mut self, pid: u32) {
        let folder = format!("/proc/{pid}/fd");
        for fd in numbers(&folder) {
            if let Ok(metadata) = fs::metadata(format!("{folder}/{fd}"))
                && metadata.is_file()
                && metadata.nlink() == 0
                && self.unnamed.insert((metadata.dev(), metadata.ino()))
            {
                self.count += 1;
                self.bytes += metadata.blocks() * 512;
            }
        }
    }
}

/// Leaves in `folder` what can be read and removed without a second thought: files and folders, no links,
/// pipes and sockets, and none without the rights of their owner.
fn tidy(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let Ok(metadata) = entry.metadata() else {
            continue;
        };
        let kind = metadata.file_type();
        if kind.is_symlink() || kind.is_fifo() || kind.is_socket() {
            let _ = fs::remove_file(&path);
            continue;
        }
        let mode = metadata.permissions().mode();
        let wanted = if kind.is_dir() { 0o700 } else { 0o600 };
        if mode & wanted != wanted || mode & 0o7000 != 0 {
            let mode = (mode | wanted) & 0o777;
            let _ = fs::set_permissions(&path, fs::Permissions::from_mode(mode));
        }
        if kind.is_dir() {
            tidy(&path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_parentheses_hides_nothing() {
        let text = "7 (a) 1 (b) S 1 7 7 0 -1 4194560 100 0 0 0 11 12 13 14 20 0 5 0 1 1000 42 1 0";
        let stat = Stat::parse(text).expect("a line of the kernel");
        assert_eq!((stat.ticks, stat.ended_ticks), (23, 27));
        assert_eq!((stat.threads, stat.resident), (5, 42));
        assert_eq!(stat.parent, 1);
    }

    #[test]
    fn children_are_found_in_both_ways() {
        let mut child = std::process::Command::new("sleep")
            .arg("60")
            .spawn()
            .expect("sleep starts");
        let own = std::process::id();
        let told = descendants(own, usize::MAX, told_children).contains(&child.id());
        let seen = descendants(own, usize::MAX, seen_children()).contains(&child.id());
        child.kill().expect("killed");
        child.wait().expect("waited for");
        assert!(seen);
        assert_eq!(told, Path::new("/proc/thread-self/children").exists());
    }
}
