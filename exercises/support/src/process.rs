//! Whether the threads of this process sleep, and how many there are. But for [`Watched`], which is one
//! thread, this is for the body of a test that has a process of its own ([`alone!`](crate::alone!)):
//! elsewhere, other tests' threads are among them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// How long a thread must not have run to be called asleep.
const GLANCE: Duration = Duration::from_millis(50);

/// Processor time that nobody needs in order to fall asleep: what blocks takes much less than 1 ms.
const CPU: Duration = Duration::from_millis(50);

/// Turns on a processor that nobody needs in order to fall asleep: what blocks takes a few. One that looks
/// again and again takes more and more, whether it gives way between two looks or sleeps for a while.
const TURNS: u64 = 30;

/// How many looks a thread must be asleep at, one after the other, to be taken for one that waits.
const LOOKS: u32 = 50;

/// What the system knows of a thread.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Thread {
    /// It waits for something, and would not run if it could.
    sleeps: bool,
    /// Processor time since it began.
    cpu: Duration,
    /// How often it was given a processor.
    turns: u64,
}

/// The threads of this process but for the one that calls. None where the system does not tell.
fn others() -> Option<BTreeMap<u32, Thread>> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let own = fs::read_link("/proc/thread-self").ok()?;
    let own: u32 = own.file_name()?.to_str()?.parse().ok()?;
    let mut threads = BTreeMap::new();
    for entry in fs::read_dir("/proc/self/task").ok()? {
        let folder = entry.ok()?.path();
        let id: u32 = folder.file_name()?.to_str()?.parse().ok()?;
        if id == own {
            continue;
        }
        match thread(&folder) {
            Some(thread) => {
                threads.insert(id, thread);
            }
            // One that ended while we looked is none any more.
            None if !folder.exists() => {}
            None => return None,
        }
    }
    Some(threads)
}

/// Reads the [`stat`](https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html) and
/// [`schedstat`](https://docs.kernel.org/scheduler/sched-stats.html) of a thread.
fn thread(folder: &std::path::Path) -> Option<Thread> {
    let stat = fs::read_to_string(folder.join("stat")).ok()?;
    // The name stands in parentheses, and may contain some.
    let (_, behind_name) = stat.rsplit_once(')')?;
    let schedstat = fs::read_to_string(folder.join("schedstat")).ok()?;
    let mut numbers = schedstat.split_whitespace().map(str::parse);
    let [cpu, _waited, turns] = [(); 3].map(|()| numbers.next());
    Some(Thread {
        sleeps: behind_name.trim_start().starts_with('S'),
        cpu: Duration::from_nanos(cpu?.ok()?),
        turns: turns?.ok()?,
    })
}

/// A thread that others look at.
#[derive(Clone, Debug)]
pub struct Watched {
    /// What the system tells of it. None where it does not.
    folder: Option<PathBuf>,
}

impl Watched {
    /// The thread that calls.
    pub fn this_thread() -> Self {
        let folder = fs::read_link("/proc/thread-self")
            .map(|it| Path::new("/proc").join(it))
            .ok();
        Self { folder }
    }

    /// Whether it waits for something now, and would not run if it could. None where the system does not
    /// tell.
    pub fn sleeps(&self) -> Option<bool> {
        Some(thread(self.folder.as_ref()?)?.sleeps)
    }

    /// Gives way to others until it sleeps, and goes on sleeping however often one looks; or until `told`.
    ///
    /// A thread that only has to be woken, or waits for somebody who is about to end, does not sleep for so
    /// many looks. One that is gone counts as asleep, as does every one where the system does not tell.
    pub fn wait_until_asleep_or(&self, told: impl Fn() -> bool) {
        let mut asleep = 0;
        while asleep < LOOKS && !told() {
            thread::yield_now();
            asleep = match self.sleeps() {
                Some(true) | None => asleep + 1,
                Some(false) => 0,
            };
        }
    }
}

/// Looks on until all other threads of this process sleep, and have slept for a while.
///
/// No clock decides: a thread that the machine has no time for is not asleep, and has not been busy
/// either; then this looks on. Where the system does not tell (it does on Linux), it returns at once.
///
/// # Panics
///
/// If they use the processor instead. `who` says whose threads they are.
#[track_caller]
#[expect(
    clippy::disallowed_methods,
    reason = "nothing is waited for: that nothing happens has no event"
)]
pub fn assert_at_rest(who: &str) {
    let Some(mut before) = others() else { return };
    let used = |threads: &BTreeMap<u32, Thread>| {
        let cpu: Duration = threads.values().map(|it| it.cpu).sum();
        let turns: u64 = threads.values().map(|it| it.turns).sum();
        (cpu, turns)
    };
    let (cpu_first, turns_first) = used(&before);
    loop {
        thread::sleep(GLANCE);
        let Some(now) = others() else { return };
        if now == before && now.values().all(|it| it.sleeps) {
            return;
        }
        let (cpu, turns) = used(&now);
        let cpu = cpu.saturating_sub(cpu_first);
        let turns = turns.saturating_sub(turns_first);
        assert!(
            cpu < CPU && turns < TURNS,
            "busy waiting: {who} had nothing to do, and should have slept until there is something. It \
             has used {} ms of the processor, in {turns} turns, and is still not asleep",
            cpu.as_millis(),
        );
        before = now;
    }
}

/// Gives way to others until all other threads of this process sleep, and none will wake another; or until
/// `told`.
///
/// That is so when none of them has run between two looks at which all were asleep: one that was woken
/// and waits for a processor is not asleep. It does not wait for those that only sleep until a clock wakes them.
/// Where the system does not tell (it does on Linux), it returns at once.
pub fn wait_until_at_rest_or(told: impl Fn() -> bool) {
    let Some(mut before) = others() else { return };
    while !told() {
        thread::yield_now();
        let Some(now) = others() else { return };
        if now == before && now.values().all(|it| it.sleeps) {
            return;
        }
        before = now;
    }
}

/// How many threads this process has now. None where the system does not tell.
///
/// A thread that was joined may be counted for a moment longer, until the system has tidied it away.
pub fn threads() -> Option<usize> {
    others().map(|others| others.len() + 1)
}
