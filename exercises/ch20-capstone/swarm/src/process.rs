//! What the system says of a process: its memory and its time on the processors. Linux alone says so in files.

use std::fs;
use std::time::Duration;

use anyhow::{Context as _, bail};

/// What `/proc/PID/stat` counts in: `USER_HZ`, 100 a second on every Linux that programs see.
const TICK: Duration = Duration::from_millis(10);

/// The processes of a server.
#[derive(Clone, Debug, Default)]
pub struct Server {
    /// Their numbers. None if nothing can be said about it.
    pub pids: Vec<u32>,
}

impl Server {
    /// The processes that are named, or those that listen on `port` of this machine.
    ///
    /// # Errors
    ///
    /// If one that is named does not exist.
    pub fn find(named: &[u32], port: u16) -> anyhow::Result<Self> {
        for &pid in named {
            if cfg!(target_os = "linux") && cpu(pid).is_none() {
                bail!(
                    "there is no process {pid} that you may look at: --pid takes the number of the server's"
                );
            }
        }
        let pids = if named.is_empty() {
            listening(port)
        } else {
            named.to_vec()
        };
        Ok(Self { pids })
    }

    /// The resident memory of all, in bytes.
    pub fn resident(&self) -> Option<u64> {
        self.sum(resident)
    }

    /// The memory of all in bytes, in which what several share is counted once.
    pub fn proportional(&self) -> Option<u64> {
        self.sum(|pid| {
            kilobytes(
                &fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?,
                "Pss:",
            )
        })
    }

    /// The time of all on the processors so far.
    pub fn cpu(&self) -> Option<Duration> {
        self.sum(cpu)
    }

    fn sum<T: std::iter::Sum>(&self, of: impl Fn(u32) -> Option<T>) -> Option<T> {
        if self.pids.is_empty() {
            return None;
        }
        self.pids.iter().map(|&pid| of(pid)).sum()
    }
}

/// The time that this process had on the processors so far.
pub fn own_cpu() -> Option<Duration> {
    cpu(std::process::id())
}

fn cpu(pid: u32) -> Option<Duration> {
    cpu_in(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
}

/// User and system time, the fields 14 and 15. The second field is a name in parentheses that may hold anything.
fn cpu_in(stat: &str) -> Option<Duration> {
    let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace().skip(11);
    let user: u32 = fields.next()?.parse().ok()?;
    let system: u32 = fields.next()?.parse().ok()?;
    Some(TICK * (user + system))
}

fn resident(pid: u32) -> Option<u64> {
    // Counted page by page; `status` has it from counters that may lag behind.
    let exact = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok();
    if let Some(bytes) = exact.and_then(|text| kilobytes(&text, "Rss:")) {
        return Some(bytes);
    }
    kilobytes(
        &fs::read_to_string(format!("/proc/{pid}/status")).ok()?,
        "VmRSS:",
    )
}

/// The kernel's memory for all that it manages, on the whole machine, in bytes. A socket's buffers and structures
/// are in there, those of both ends.
pub fn slab() -> Option<u64> {
    kilobytes(&fs::read_to_string("/proc/meminfo").ok()?, "Slab:")
}

fn kilobytes(text: &str, name: &str) -> Option<u64> {
    let value = text.lines().find_map(|line| line.strip_prefix(name))?;
    value
        .trim()
        .strip_suffix(" kB")?
        .trim()
        .parse::<u64>()
        .ok()
        .map(|it| it * 1024)
}

/// Those that listen on the port, as far as they may be looked at.
fn listening(port: u16) -> Vec<u32> {
    let inodes: Vec<String> = ["/proc/net/tcp", "/proc/net/tcp6"]
        .iter()
        .filter_map(|file| fs::read_to_string(file).ok())
        .flat_map(|text| listeners_in(&text, port))
        .collect();
    let Ok(processes) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    let mut pids: Vec<u32> = processes
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|pid| holds_one(*pid, &inodes))
        .collect();
    pids.sort_unstable();
    pids
}

/// The inodes of the sockets that listen on the port. State 0A is LISTEN.
fn listeners_in(table: &str, port: u16) -> Vec<String> {
    let local = format!(":{port:04X}");
    table
        .lines()
        .skip(1)
        .filter_map(|line| {
            let fields: Vec<_> = line.split_ascii_whitespace().collect();
            let listens = fields.get(1)?.ends_with(&local) && *fields.get(3)? == "0A";
            listens.then(|| fields.get(9).map(|inode| format!("socket:[{inode}]")))?
        })
        .collect()
}

fn holds_one(pid: u32, inodes: &[String]) -> bool {
    let Ok(descriptors) = fs::read_dir(format!("/proc/{pid}/fd")) else {
        return false;
    };
    descriptors
        .filter_map(|entry| fs::read_link(entry.ok()?.path()).ok())
        .any(|link| {
            inodes
                .iter()
                .any(|inode| link.as_os_str() == inode.as_str())
        })
}

/// Restricts this process, and those that it will start, to one processor.
///
/// # Errors
///
/// If the system does not let it.
#[cfg(target_os = "linux")]
pub fn pin(processor: usize) -> anyhow::Result<()> {
    let mut set = rustix::thread::CpuSet::new();
    set.set(processor);
    rustix::thread::sched_setaffinity(None, &set)
        .with_context(|| format!("cannot run on processor {processor} alone"))
}

/// Restricts this process, and those that it will start, to one processor.
///
/// # Errors
///
/// Always: there is no such thing here.
#[cfg(not(target_os = "linux"))]
pub fn pin(processor: usize) -> anyhow::Result<()> {
    Err(std::io::Error::from(std::io::ErrorKind::Unsupported))
        .context(format!("cannot run on processor {processor} alone"))
}

/// The processors that this process may run on.
pub fn processors() -> Vec<usize> {
    #[cfg(target_os = "linux")]
    if let Ok(set) = rustix::thread::sched_getaffinity(None) {
        return (0..rustix::thread::CpuSet::MAX_CPU)
            .filter(|&it| set.is_set(it))
            .collect();
    }
    (0..std::thread::available_parallelism().map_or(1, std::num::NonZero::get)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_read_past_any_name() {
        let stat = "7 (a) b (c)) S 1 7 7 0 -1 4194560 100 0 0 0 250 75 0 0 20 0 3 0 1 2 3";
        assert_eq!(cpu_in(stat), Some(Duration::from_millis(3250)));
        assert_eq!(cpu_in("7 (a"), None);
    }

    #[test]
    fn memory_is_in_bytes() {
        let text = "55d0-7ffd ---p 00000000 00:00 0    [rollup]\nRss:                1736 kB\nPss:   3 kB\n";
        assert_eq!(kilobytes(text, "Rss:"), Some(1736 * 1024));
        assert_eq!(kilobytes(text, "VmRSS:"), None);
    }

    #[test]
    fn listeners_are_found_by_their_port() {
        let table = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n\
            0: 0100007F:2329 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0\n\
            1: 0100007F:2329 0100007F:8000 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0\n\
            2: 0100007F:232A 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0\n";
        assert_eq!(listeners_in(table, 9001), ["socket:[4711]"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_process_is_found_by_where_it_listens() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Server::find(&[], listener.local_addr().unwrap().port()).unwrap();
        assert_eq!(server.pids, [std::process::id()]);
        assert!(server.resident().unwrap() > 100_000);
        assert!(server.cpu().is_some());
        let missing = Server::find(&[u32::MAX], 1).unwrap_err().to_string();
        assert!(
            missing.starts_with("there is no process 4294967295"),
            "{missing}"
        );
    }
}
